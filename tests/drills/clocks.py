"""A clock for all programs of a library and its database, which can be set while they run, by Debian's libfaketime.

Only the time of day is set, as by an administrator or NTP: the monotonic clock goes on, as Linux has it.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SHARED_OBJECT = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
READ_EVERY = 1  # seconds

# libfaketime 0.9.10 refuses to sleep until a moment of the monotonic clock, which is how Python sleeps since 3.11.
SLEEP = """import select, time
time.sleep = lambda seconds: select.select([], [], [], seconds) and None
"""


class Clock:
    """Kept in a file of a folder that every account may read."""

    def __init__(self, folder: Path):
        self.folder, self.ahead = folder, 0
        folder.mkdir(exist_ok=True)
        for path in (folder, *folder.parents[:1]):
            path.chmod(0o755)
        (folder / "sitecustomize.py").write_text(SLEEP)
        self.set(0)

    def set(self, ahead: int) -> None:
        """Set it so many seconds ahead of the machine's, or behind it; returns when all have it."""
        fresh = self.folder / "new"
        fresh.write_text(f"{ahead:+d}\n")
        fresh.rename(self.folder / "time")
        self.ahead = ahead
        time.sleep(READ_EVERY + 0.5)

    @property
    def env(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": str(SHARED_OBJECT),
            "FAKETIME_TIMESTAMP_FILE": str(self.folder / "time"),
            "FAKETIME_CACHE_DURATION": str(READ_EVERY),
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "PYTHONPATH": str(self.folder),
        }


@contextmanager
def shown_to_all(folder: Path) -> Iterator[None]:
    """Whatever is started meanwhile goes by the clock in `folder/clock`."""
    clock = Clock(folder / "clock")
    before = {name: os.environ.get(name) for name in clock.env}
    os.environ.update(clock.env)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
