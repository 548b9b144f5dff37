"""A process ends with the one that started it."""

import os
import signal
import subprocess
import sys

from served import is_running, wait_until

CHILD = """
import time
from graphbuild.server.lifelines import die_with
die_with({})
time.sleep(60)
"""
PARENT = f"""
import os, subprocess, sys, time
code = {CHILD!r}.format(os.getpid())
print(subprocess.Popen([sys.executable, "-c", code]).pid, flush=True)
time.sleep(60)
"""


def test_it_ends_when_its_parent_is_killed():
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=-1, text=True) as parent:
        child = int(parent.stdout.readline())
        assert is_running(child)
        os.kill(parent.pid, signal.SIGKILL)
        wait_until(lambda: not is_running(child))


def test_it_ends_at_once_when_its_parent_has_ended():
    done = subprocess.run([sys.executable, "-c", CHILD.format(1)], check=False, timeout=30)
    assert done.returncode == 1
