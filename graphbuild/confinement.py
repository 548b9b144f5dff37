"""What a process may no longer do once it is told: open files, speak to a network, grow.

The limits are the kernel's, and hold for a process whatever is asked of it, until its end.
"""

import ctypes
import platform
import resource
import struct
from math import ceil
from pathlib import Path

_PAGE = resource.getpagesize()
_STATM = Path("/proc/self/statm")  # Linux only; in pages
_OWN_FILES = Path("/dev/fd")

# Linux: a filter for system calls, in the machine code of seccomp(2): refuse two, allow the rest.
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_REFUSE, _ALLOW = 0x0005000D, 0x7FFF0000  # the first as "permission denied"
_CALL, _ARCHITECTURE = 0, 4  # offsets of what is looked at
_SOCKET_CALLS = {  # machine to its number in a filter, and of socket and io_uring_setup
    "x86_64": (0xC000003E, 41, 425),
    "aarch64": (0xC00000B7, 198, 425),
}


def limit_memory(more: int) -> None:
    """Let this process take no more than *more* bytes beyond what it has; only Linux tells."""
    if _STATM.exists():
        size = int(_STATM.read_text(encoding="ascii").split()[0]) * _PAGE + more
        _lower(resource.RLIMIT_AS, size)


def limit_time(seconds: float) -> None:
    """End this process when it has worked for *seconds*, should nobody else end it."""
    _lower(resource.RLIMIT_CPU, max(1, ceil(seconds)))


def refuse_network() -> bool:
    """Let no socket be opened from here on; whether this system can do that (Linux can)."""
    if platform.system() != "Linux" or platform.machine() not in _SOCKET_CALLS:
        return False
    code = _socket_filter(*_SOCKET_CALLS[platform.machine()])
    steps = ctypes.create_string_buffer(code)
    program = ctypes.create_string_buffer(
        struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(steps))
    )
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    if prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    is_refused: bool = prctl(_SET_SECCOMP, _FILTER, program, 0, 0) == 0
    return is_refused


def refuse_files() -> None:
    """Let nothing be written, and no file or socket be opened from here on.

    A store on disk whose files aren't all open yet still opens those: Oxigraph, which opens 16 at
    first, enough for about two million statements, would wait for ever.
    """
    _lower(resource.RLIMIT_FSIZE, 0)
    _lower(resource.RLIMIT_CORE, 0)
    if not _has_files_to_open():
        _lower(resource.RLIMIT_NOFILE, 0)


def _has_files_to_open() -> bool:
    """Whether this process has a store on disk open, but not all files of it."""
    if platform.system() != "Linux":  # where names of open files aren't told
        return any(path.is_file() for path in _OWN_FILES.iterdir())
    tables = {path for path in map(_target, _OWN_FILES.iterdir()) if path.suffix == ".sst"}
    return any(
        file not in tables
        for folder in {table.parent for table in tables}
        for file in folder.glob("*.sst")
    )


def _target(descriptor: Path) -> Path:
    try:
        return descriptor.readlink()
    except OSError:  # that of the listing itself, closed by now
        return descriptor


def _lower(limit: int, value: int) -> None:
    """Lower a limit to *value* for good; what is lower already stays."""
    _, most = resource.getrlimit(limit)
    lowered = value if most == resource.RLIM_INFINITY else min(value, most)
    resource.setrlimit(limit, (lowered, lowered))


def _socket_filter(architecture: int, *refused: int) -> bytes:
    """Return steps that refuse system calls by number, and any of another architecture."""
    count = len(refused)
    steps = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_JUMP_IF_EQUAL, 0, count + 2, architecture),
        (_LOAD, 0, 0, _CALL),
        *((_JUMP_IF_EQUAL, count - place, 0, call) for place, call in enumerate(refused)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
