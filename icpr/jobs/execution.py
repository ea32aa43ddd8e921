"""Does what is due, one job after the other, with one policy for whatever goes wrong.

A job that fails is logged once, in a line when database or disk are away and with its traceback otherwise, and waits a
growing while before it is tried again. It never stops the others.
"""

import logging
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass

from django.db import connection
from django.db.models.functions import Now

from icpr.jobs.leases import Interrupted, Lease, LeaseLost, claim, pause
from icpr.jobs.models import Job
from icpr.jobs.registry import JOBS
from icpr.lib.logs.outages import outage, unprepared

TAKEN_OVER = "Another process has taken it over."

log = logging.getLogger("icpr.jobs")


@dataclass(frozen=True)
class Done:
    """What came of one attempt: what the job says it did, or why it came to nothing."""

    name: str
    result: str = ""
    error: str = ""

    def __str__(self) -> str:
        """For a terminal, in lines; empty when it had nothing to do."""
        told = f"failed: {self.error}" if self.error else self.result
        return "\n".join(f"{self.name}: {line}" for line in told.splitlines())


def perform(lease: Lease) -> Done:
    """Do a claimed job and write what came of it. Raises Interrupted when the process must stop, and DatabaseError when
    what came of it cannot be written; the lease then ends by itself. Never what the job raises."""
    name = lease.job.name
    try:
        result = lease.job.work(lease) or ""
        if not lease.is_complete:
            lease.complete(result)
    except Interrupted:
        with suppress(LeaseLost):
            lease.give_back()
        raise
    except LeaseLost:
        log.warning("%s: its lease ended and another does it now. What was left to write is not written.", name)
        return Done(name, error=TAKEN_OVER)
    except Exception as error:
        tell(f"{name}, attempt {lease.attempt}, tried again in {pause(lease.attempt)} s", error)
        drop_broken_connection()
        with suppress(LeaseLost):
            lease.fail(in_words(error))
        return Done(name, error=in_words(error))
    if result:
        log.info("%s: %s", name, result)
    return Done(name, result)


def drop_broken_connection() -> None:
    """Have the next question to the database go over a new connection if this one does not work any more."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def tell(what: str, error: BaseException) -> None:
    """Write a fault to the log: an outage in one line that says what to do, all else with its traceback."""
    if line := _known(error):
        log.warning("%s: %s", what, line)
    else:
        log.error("%s: failed.", what, exc_info=error)


def in_words(error: BaseException) -> str:
    """A fault in one line."""
    return _known(error) or f"{type(error).__name__}: {' '.join(str(error).split())}"


def _known(error: BaseException) -> str | None:
    return outage(error) or unprepared(error)


def schedule() -> tuple[list[str], float]:
    """The jobs that can be claimed now, the longest waiting first, and in how many seconds the next one can be.

    One query. Jobs that have no row yet are given one, due at once if they are done every so often.
    """
    rows = list(Job.objects.filter(name__in=JOBS).with_clock())
    if missing := JOBS.keys() - {row.name for row in rows}:
        made = [Job(name=name, due_at=None if JOBS[name].every is None else Now()) for name in sorted(missing)]
        Job.objects.bulk_create(made, ignore_conflicts=True)  # another process may be doing the same
        return schedule()
    waits = [((at - row.now).total_seconds(), row.name) for row in rows if (at := row.claimable_at())]
    waiting = [seconds for seconds, _ in waits if seconds > 0]
    return [name for seconds, name in sorted(waits) if seconds <= 0], min(waiting, default=float("inf"))


def perform_due(while_held: Callable[[], None] = lambda: None, *, only: Collection[str] = ()) -> Iterator[Done]:
    """Do all that is due, or of it what is named, and what becomes due meanwhile. Yields each attempt.

    What others do is left to them. Raises what `perform` raises. `while_held` is called by the jobs, see `Lease`.
    """
    is_busy = True
    while is_busy:
        is_busy = False
        for name in schedule()[0]:
            if (not only or name in only) and (lease := claim(JOBS[name], while_held)) is not None:
                is_busy = True
                yield perform(lease)


def make_due(name: str) -> None:
    """Have a job done as soon as somebody looks; done just now, it is done again afterwards."""
    if not Job.objects.filter(pk=name).update(due_at=Now()):
        Job.objects.bulk_create([Job(name=name, due_at=Now())], ignore_conflicts=True)
