"""Starts a process that reads a file, and ends it in any case. This half runs in the server."""

import os
import selectors
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Timer

BEAT_EVERY = 1  # seconds
PART = 65_536  # bytes read at a time
ROOT = Path(__file__).parents[3]


class Child:
    """A context manager around `python -m module`, killed after `seconds` and at the latest when the context is left.

    It gets no environment, so no secrets. What it writes is read from `stdout`, and is not to be trusted; `late` says
    whether it was killed for its time.
    """

    def __init__(self, module: str, *arguments: str, seconds: float, stdin: int = subprocess.DEVNULL):
        self.late = False
        self._command = [sys.executable, "-E", "-s", "-m", module, *arguments]
        self._stdin = stdin
        self._clock = Timer(seconds, self._end_late)
        self._clock.daemon = True

    def __enter__(self) -> "Child":
        self._process = subprocess.Popen(
            self._command,
            cwd=ROOT,
            env={},
            stdin=self._stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.pid, self.stdout = self._process.pid, self._process.stdout
        self._clock.start()
        return self

    def lines(self, longest: int, beat: Callable[[], None]) -> Iterator[bytes]:
        """What it writes, line by line; of one that does not end, parts of `longest` bytes or a little more.

        `beat` is called every second, whether anything comes or not. What it raises is raised here.
        """
        rest, beat_at = b"", time.monotonic() + BEAT_EVERY
        with selectors.DefaultSelector() as selector:  # select() itself knows no more than 1,024 open files
            selector.register(self.stdout, selectors.EVENT_READ)
            while True:
                if time.monotonic() >= beat_at:
                    beat()
                    beat_at = time.monotonic() + BEAT_EVERY
                if not selector.select(max(0.0, beat_at - time.monotonic())):
                    continue
                part = os.read(self.stdout.fileno(), PART)
                *lines, rest = (rest + part).split(b"\n")
                yield from lines
                if len(rest) >= longest or (rest and not part):
                    yield rest
                    rest = b""
                if not part:
                    return

    def __exit__(self, *_) -> None:
        self._clock.cancel()
        self._process.kill()
        self.stdout.close()
        self._process.wait()

    def _end_late(self) -> None:
        self.late = True
        self._process.kill()
