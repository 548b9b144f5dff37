"""What the kernel refuses a process, each means by itself."""

import subprocess
import sys

import pytest

ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="Linux only")
START = """
import os, socket, sys, time
from graphbuild.confinement import limit_memory, limit_time, refuse_files, refuse_network
def can(attempt):
    try:
        attempt()
    except OSError:
        return False
    return True
"""


def run(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", START + code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@ON_LINUX
def test_a_process_without_network_still_opens_files():
    done = run("""
assert can(lambda: socket.socket().close())
is_refused = refuse_network()
sys.stdout.write(f"{is_refused} {can(socket.socket)} {can(socket.socketpair)} {can(os.pipe)}")
""")
    is_refused, *doors = done.stdout.split()
    if is_refused == "False":
        pytest.skip("this kernel filters no system calls")
    assert doors == ["False", "True", "True"]  # a pair of sockets leads nowhere


def test_a_process_without_files_opens_and_writes_none(tmp_path):
    (tmp_path / "old").write_text("x", encoding="utf-8")
    done = run(
        """
kept = os.open(sys.argv[1] + "/kept", os.O_CREAT | os.O_WRONLY)
out = sys.stdout.fileno()
reader, writer = os.pipe()
refuse_files()
os.write(writer, b"still heard")
found = [
    can(lambda: open(sys.argv[1] + "/old")),
    can(lambda: os.write(kept, b"x")),
    can(socket.socket),
    can(os.pipe),
]
os.write(out, repr((found, os.read(reader, 20))).encode())
""",
        str(tmp_path),
    )
    assert done.stdout == "([False, False, False, False], b'still heard')", done.stderr


@ON_LINUX
def test_a_store_that_has_files_to_open_may_open_them(tmp_path):
    for name in ("1.sst", "2.sst"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    code = """
one = open(sys.argv[1] + "/1.sst")
if sys.argv[2] == "both": other = open(sys.argv[1] + "/2.sst")
refuse_files()
os.write(1, str(can(lambda: open(sys.argv[1] + "/2.sst"))).encode())
"""
    assert run(code, str(tmp_path), "one").stdout == "True"
    assert run(code, str(tmp_path), "both").stdout == "False"


@ON_LINUX
def test_memory_is_counted_from_what_is_there():
    code = """
kept = bytearray(200_000_000)
limit_memory(100_000_000)
more = bytearray(50_000_000)
os.write(1, b"small enough, ")
try:
    bytearray(150_000_000)
except MemoryError:
    os.write(1, b"too large")
"""
    assert run(code).stdout == "small enough, too large"


def test_a_process_that_works_too_long_is_ended():
    assert run("limit_time(0.5)\nwhile True: pass").returncode < 0


def test_limits_are_for_good_and_never_widened():
    code = """
import resource
limit_time(100)
limit_time(200)
os.write(1, str(resource.getrlimit(resource.RLIMIT_CPU)).encode())
"""
    assert run(code).stdout == "(100, 100)"
