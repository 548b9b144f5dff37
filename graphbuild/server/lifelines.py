"""Processes that don't outlive the one that started them."""

import ctypes
import os
import signal
import sys

_SET_PARENT_DEATH_SIGNAL = 1


def die_with(parent: int) -> None:
    """Let the kernel kill this process when its parent ends, even by ``kill -9``.

    Only Linux can; elsewhere the limit on processor time ends a query that nobody waits for.

    Args:
        parent: Its process id; if it has ended already, so does this process.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
