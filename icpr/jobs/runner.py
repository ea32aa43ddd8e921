"""The one thread of a process that does jobs and the process's own duties, in one loop.

It sleeps until something is due or somebody wakes it. While nothing is due it reads one small table every `LOOK_EVERY`
seconds and writes nothing. `start` and `stop` are for the server and for `manage.py work`; `wake` is for everybody.
"""

import threading
import time
from collections.abc import Callable
from functools import partial

from django.db import DatabaseError, connection, transaction

from icpr.jobs import execution
from icpr.jobs.execution import Done
from icpr.jobs.leases import Interrupted
from icpr.jobs.registry import DUTIES, JOBS

LOOK_EVERY = 60  # seconds, for what other processes and commands woke
FIRST_PAUSE, LONGEST_PAUSE = 5, 300  # seconds, when the database or a duty fails
STOP_WITHIN = 1.5  # seconds


class Runner:
    def __init__(self):
        self._begun, self._woken, self._stopping = threading.Lock(), threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
        self._duties = threading.Lock()  # one thread at a time writes what this process remembers
        self._duty_at = dict.fromkeys(DUTIES, 0.0)  # when each is done next, on this process's clock
        self._look_at = 0.0
        self._failures: dict[str, int] = {}  # of the looks and of each duty, one after the other
        self._told: Callable[[Done], None] = lambda done: None

    def start(self, told: Callable[[Done], None] | None = None) -> None:
        """Start the thread, once. It is a daemon: it never keeps a process from ending. `told` is called by it with
        what came of each attempt."""
        if self._begun.acquire(blocking=False):
            self._told = told or self._told
            self._duty_at = dict.fromkeys(DUTIES, 0.0)
            self._thread.start()

    def wake(self, *, duty: str | None = None) -> None:
        """Have a duty done now, else have a look at the jobs. Returns at once."""
        if duty is None:
            self._look_at = 0.0
        else:
            self._duty_at[duty] = 0.0
        self._woken.set()

    def stop(self) -> None:
        """End the job that runs at its next heartbeat and do each duty once more. Takes `STOP_WITHIN` seconds, unless
        the database keeps the duties waiting."""
        self._stopping.set()
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(STOP_WITHIN)
        if not self._thread.is_alive():
            return
        if self._duties.acquire(timeout=STOP_WITHIN / 3):  # the thread is in a job that gives no sign of life
            try:
                self._do_duties(all_of_them=True)
            finally:
                self._duties.release()
                connection.close()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.wait(self._seconds_to_sleep())
            self._woken.clear()
            try:
                self._turn()
            finally:
                connection.close()
        with self._duties:
            self._do_duties(all_of_them=True)
        connection.close()

    def _seconds_to_sleep(self) -> float:
        return max(0.0, min([self._look_at, *self._duty_at.values()]) - time.monotonic())

    def _turn(self) -> None:
        """Do what is due. Never raises: the thread outlives a lost database and any fault."""
        try:
            self._beat()
            if time.monotonic() >= self._look_at:
                self._look()
                self._failures.pop("jobs", None)
        except Interrupted:
            return
        except Exception as error:
            seconds = self._pause("jobs", FIRST_PAUSE)
            execution.tell(f"Jobs are not done, looked at again in {seconds:.0f} s", error)
            self._look_at = time.monotonic() + min(seconds, LOOK_EVERY)

    def _look(self) -> None:
        self._look_at = time.monotonic() + LOOK_EVERY
        due, seconds = execution.schedule()
        if due:
            for done in execution.perform_due(self._beat):
                self._told(done)
                self._beat()
            _, seconds = execution.schedule()
        self._look_at = min(self._look_at, time.monotonic() + seconds)  # at once when woken in the meantime

    def _beat(self) -> None:
        """What is done between the parts of a job. Raises Interrupted when the process has to stop."""
        if self._stopping.is_set():
            raise Interrupted
        if not connection.in_atomic_block:  # what a duty writes would be taken back with the job's transaction
            with self._duties:
                self._do_duties()

    def _do_duties(self, *, all_of_them: bool = False) -> None:
        for name, duty in DUTIES.items():
            if not all_of_them and time.monotonic() < self._duty_at.get(name, 0.0):
                continue
            self._duty_at[name] = time.monotonic() + duty.every
            try:
                duty.work()
                self._failures.pop(name, None)
            except Exception as error:
                seconds = self._pause(name, duty.every)
                execution.tell(f"{name}, tried again in {seconds:.0f} s", error)
                self._duty_at[name] = time.monotonic() + seconds
                execution.drop_broken_connection()

    def _pause(self, what: str, first: float) -> float:
        """How long to wait after one more failure of the looks or of a duty."""
        self._failures[what] = failures = self._failures.get(what, 0) + 1
        return min(first * 2 ** min(failures - 1, 10), max(first, LONGEST_PAUSE))


_runner = Runner()
start, stop = _runner.start, _runner.stop


def wake(name: str) -> None:
    """Have something done now rather than at its time: a duty by this process, a job by any one, once the transaction
    around is committed. Returns at once for a duty, which asks no database; for a job one row is written.

    Raises KeyError when nothing has the name.
    """
    if name in DUTIES:
        _runner.wake(duty=name)
    else:
        transaction.on_commit(partial(_wake_job, JOBS[name].name))


def _wake_job(name: str) -> None:
    try:
        execution.make_due(name)
    except DatabaseError as error:  # what was committed stands all the same
        execution.tell(f"{name} waits for its usual time", error)
    _runner.wake()
