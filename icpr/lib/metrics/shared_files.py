"""Where the processes of one server keep what they count, so that any of them can tell the figures of all.

A process counts in files of its own, mapped into its memory. They belong to a place and not to a process: whoever comes
after one that was killed takes its place and counts on, so that no figure goes back and there are never more files than
places. The system frees a place with the process that held its lock.

The files lie in memory where there is such a folder, for on a disk a write to a mapped file can wait for that disk.
They have their room from the beginning: a process that finds none while it writes would be ended by the system.
"""

import fcntl
import os
import shutil
import tempfile
import time
from contextlib import suppress
from pathlib import Path

FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # as prometheus-client calls it in the environment
IN_MEMORY = Path("/dev/shm")
PREFIX, OWNER, PLACE = "icpr-metrics-", "owner", "place-{}"
# Bytes of each file: twice what all routes, methods and statuses can take, and of what has few labels enough.
ROOM = {"counter": 2**20, "histogram": 2**20} | dict.fromkeys(("gauge_max", "gauge_sum", "summary"), 2**15)
WAIT = 5.0  # seconds for a place, while the process that had it ends

_held: list[int] = []  # locks, as long as this process lives


def prepare(places: int, *homes: Path) -> Path:
    """Make a folder for so many processes in the first home that has room, and tell it to those that are started from
    here. What servers left behind that are no more is removed. Raises OSError when no home can be used."""
    for number, home in enumerate(homes):
        try:
            home.mkdir(parents=True, exist_ok=True)
            _sweep(home)
            folder = _made(home, places)
        except OSError:
            if number == len(homes) - 1:
                raise
        else:
            os.environ[FOLDER] = str(folder)
            return folder
    raise ValueError("no home is named")


def take_place(folder: Path) -> int:
    """The number of a place that no other living process has; held until this one ends. Raises TimeoutError."""
    until = time.monotonic() + WAIT
    while True:
        for path in sorted(folder.glob(PLACE.format("*"))):
            if (lock := _locked(path)) is not None:
                _held.append(lock)
                return int(path.name.rpartition("-")[2])
        if time.monotonic() > until:
            raise TimeoutError("All places are taken.")
        time.sleep(0.05)


def _made(home: Path, places: int) -> Path:
    new = Path(tempfile.mkdtemp(prefix=f".{PREFIX}", dir=home))  # not looked at by others until it is locked
    try:
        for number in range(places):
            (new / PLACE.format(number)).touch()
            for kind, room in ROOM.items():
                with (new / f"{kind}_{number}.db").open("wb") as file:
                    os.posix_fallocate(file.fileno(), 0, room)
        (new / OWNER).touch()
        _held.append(_locked(new / OWNER))
        return new.rename(home / new.name.removeprefix("."))
    except OSError:
        shutil.rmtree(new, ignore_errors=True)
        raise


def _sweep(home: Path) -> None:
    """Remove the folders of this account whose server is no more."""
    for folder in home.glob(f"{PREFIX}*"):
        with suppress(OSError):  # of another account, or removed meanwhile
            if folder.is_symlink() or folder.stat().st_uid != os.getuid():
                continue
            lock = _locked(folder / OWNER)
            if lock is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(lock)


def _locked(path: Path) -> int | None:
    """The lock of a file, or None while another holds it."""
    found = os.open(path, os.O_RDWR)
    try:
        fcntl.flock(found, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(found)
        return None
    return found
