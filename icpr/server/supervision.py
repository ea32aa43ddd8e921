"""Keeps one command running: starts it again whenever it ends,
and stops it in time when this process is told to stop."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  # seconds before it is started again; doubled each time
GOOD_WHILE = 60.0  # seconds after which the pauses begin anew
STOP_WITHIN = 8.0  # seconds to finish what is being answered; the whole stop is promised within ten
LOOK_EVERY = 0.1
PR_SET_PDEATHSIG = 1

log = logging.getLogger(__name__)
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class Supervisor:
    """Runs a command until it is told to stop.

    The command runs in a session of its own, so that Ctrl-C in the terminal reaches it only through here and once. All
    that it started is in its process group and ends with it: a worker left over would hold the port.
    """

    def __init__(self, command: list[str], folder: Path):
        self.command, self.folder = command, folder
        self.stopping = False

    def stop(self, *_) -> None:
        self.stopping = True

    def run(self) -> int:
        """Return 0 once told to stop by SIGTERM or SIGINT; until then start the command again and again."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop)
        pause = FIRST_PAUSE
        while not self.stopping:
            began = time.monotonic()
            code = self._run_once()
            if self.stopping:
                break
            lasted = time.monotonic() - began
            pause = FIRST_PAUSE if lasted >= GOOD_WHILE else pause
            log.error("The server %s after %.0f s. It is started again in %.0f s.", ending(code), lasted, pause)
            self._sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
        return 0

    def _run_once(self) -> int:
        """Start the command and wait for its end, hastened when this process is told to stop. Returns its exit code."""
        process = subprocess.Popen(
            self.command,
            cwd=self.folder,
            start_new_session=True,
            preexec_fn=end_with_parent,
        )
        while not self.stopping and process.poll() is None:
            time.sleep(LOOK_EVERY)
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(STOP_WITHIN)
            except subprocess.TimeoutExpired:
                log.warning("The server did not end within %.0f s and is killed.", STOP_WITHIN)
        _kill_group(process.pid)
        return process.wait()

    def _sleep(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self.stopping and time.monotonic() < until:
            time.sleep(LOOK_EVERY)


def ending(code: int) -> str:
    """How a process ended, in words, from the exit code that Python gives."""
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"


def _kill_group(leader: int) -> None:
    with suppress(ProcessLookupError, PermissionError):  # nobody is left
        os.killpg(leader, signal.SIGKILL)


def end_with_parent(number: int = signal.SIGTERM) -> None:
    """Have Linux send this process a signal when the one that started it dies, even by SIGKILL."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, number)
