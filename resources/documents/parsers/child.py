"""Starts a process that reads a file, and ends it in any case. This half runs in the server."""

import subprocess
import sys
from pathlib import Path
from threading import Timer

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

    def __exit__(self, *_) -> None:
        self._clock.cancel()
        self._process.kill()
        self.stdout.close()
        self._process.wait()

    def _end_late(self) -> None:
        self.late = True
        self._process.kill()
