"""A command that is kept running: started again when it ends, stopped in time when we are told to."""

import os
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest

from icpr.server.supervision import STOP_WITHIN, ending

ROOT = Path(__file__).parents[3]
KEEP = """
import logging, sys
from pathlib import Path
from icpr.server import supervision
logging.basicConfig(format="%(message)s")
supervision.FIRST_PAUSE, supervision.GOOD_WHILE = float(sys.argv[2]), float(sys.argv[3])
command = [sys.executable, "-c", sys.argv[1]]
sys.exit(supervision.Supervisor(command, Path.cwd()).run())
"""
# Each writes "up" when it is there, so that a test waits for the event and not for the clock.
ENDS = "import os; os.write(1, b'up\\n'); os._exit(3)"
STAYS = "import os, time; os.write(1, b'up %d\\n' % os.getpid()); time.sleep(600)"
DEAF = "import signal, os, time; signal.signal(15, 1); os.write(1, b'up %d\\n' % os.getpid()); time.sleep(600)"
LEAVES_A_CHILD = """
import os, time
child = os.fork()
if child == 0:
    time.sleep(600)
os.write(1, b'up %d\\n' % child)
os._exit(1)
"""


@pytest.fixture
def keep():
    """Starts a supervisor of some Python code. Returns the supervisor's process, with pipes of text."""
    running = []

    def keep(code: str, *, pause: float = 0.2, good_while: float = 60) -> subprocess.Popen:
        arguments = [sys.executable, "-c", KEEP, code, str(pause), str(good_while)]
        process = subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        running.append(process)
        return process

    yield keep
    for process in running:
        process.terminate()
        process.communicate(timeout=20)


def is_gone(pid: int, *, within: float = 5) -> bool:
    until = time.monotonic() + within
    while time.monotonic() < until:
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.05)
    return False


def stop(process: subprocess.Popen, number: int = signal.SIGTERM) -> float:
    """Tell it to stop. Returns how many seconds it took; the code must be 0."""
    began = time.monotonic()
    process.send_signal(number)
    assert process.wait(60) == 0
    return time.monotonic() - began


def test_works_and_passes_one_stop_on(keep):
    process = keep(STAYS)
    pid = int(process.stdout.readline().split()[1])
    assert stop(process) < STOP_WITHIN
    assert is_gone(pid)
    assert process.stderr.read() == ""


def test_what_ends_is_started_again_with_growing_pauses(keep):
    process = keep(ENDS, pause=0.2)
    times = []
    for _ in range(5):
        assert process.stdout.readline() == "up\n"
        times.append(time.monotonic())
    pauses = [after - before for before, after in pairwise(times)]
    assert all(pause >= wanted for pause, wanted in zip(pauses, (0.2, 0.4, 0.8, 1.6), strict=True))
    assert "The server ended with exit code 3 after 0 s. It is started again in" in process.stderr.readline()


def test_after_a_good_while_the_pauses_begin_anew(keep):
    process = keep(ENDS, pause=0.5, good_while=0.01)
    began = time.monotonic()
    for _ in range(6):
        process.stdout.readline()
    assert time.monotonic() - began < 12  # growing, the five pauses would be 15.5 s long


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_during_a_pause_is_at_once(keep, number):
    process = keep(ENDS, pause=60)
    assert "started again" in process.stderr.readline()
    assert stop(process, number) < STOP_WITHIN


def test_what_does_not_listen_is_killed_within_ten_seconds(keep):
    process = keep(DEAF)
    pid = int(process.stdout.readline().split()[1])
    assert stop(process) < 10
    assert is_gone(pid)
    assert "is killed" in process.stderr.read()


def test_no_worker_outlives_the_command_and_holds_its_port(keep):
    process = keep(LEAVES_A_CHILD, pause=60)
    child = int(process.stdout.readline().split()[1])
    assert is_gone(child)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process of its parent's death")
def test_the_command_ends_with_a_supervisor_that_is_killed(keep):
    process = keep(STAYS)
    pid = int(process.stdout.readline().split()[1])
    os.kill(process.pid, signal.SIGKILL)
    assert is_gone(pid)


def test_an_end_is_told_in_words():
    assert ending(1) == "ended with exit code 1"
    assert ending(-9) == "was ended by SIGKILL"
    assert ending(-300) == "was ended by signal 300"
