"""Holds the reading process to its limits, from the inside, before it opens the file."""

import ctypes
import os
import resource
import signal
import sys

from icpr.lib.confined.limits import Limits, OutOfTime

GRACE = 5  # seconds of processor time between the request to stop and the kill
FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.remove", "os.rename")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
PR_SET_PDEATHSIG = 1


def confine(limits: Limits) -> None:
    """Lower this process for good: low priority, bounded memory and time, no network, no program, no writing."""
    _end_with_parent()
    os.nice(limits.nice)
    _lower(resource.RLIMIT_CPU, limits.processor, limits.processor + GRACE)
    _lower(resource.RLIMIT_AS, limits.memory)
    _lower(resource.RLIMIT_DATA, limits.memory)
    _lower(resource.RLIMIT_FSIZE, 0)
    _lower(resource.RLIMIT_CORE, 0)
    signal.signal(signal.SIGXCPU, _out_of_time)
    sys.addaudithook(_refuse)


def _lower(kind: int, soft: int, hard: int | None = None) -> None:
    try:
        resource.setrlimit(kind, (soft, soft if hard is None else hard))
    except (OSError, ValueError):  # macOS knows no limit of memory; the wall clock still holds there
        if sys.platform == "linux":
            raise


def _out_of_time(*_) -> None:
    raise OutOfTime


def _refuse(event: str, arguments: tuple) -> None:
    """An audit hook: what a parser of documents has no business doing raises PermissionError."""
    if (event == "open" and arguments[2] & WRITING) or event.startswith(FORBIDDEN):
        raise PermissionError(f"A reader of documents may not do this: {event}")


def _end_with_parent() -> None:
    """On Linux the kernel ends this process with the one that started it, however that ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
