"""What there is to do beside the requests. Two kinds:

- `@job`: once in the whole installation, whichever process and machine takes it. It has a row, a lease and a fence.
- `@each_process`: in every server process, for what that process holds in its own memory. It has no row.
"""

from collections.abc import Callable
from dataclasses import dataclass
from inspect import getdoc

LEASE = 60  # seconds


@dataclass(frozen=True)
class DeclaredJob:
    """`work` is called with the `Lease` and returns what it did, in words for staff; None or "" when that was nothing.

    every: seconds from the end of one run to the next; None when it is only done after a `wake`. lease: seconds without
    a heartbeat (`Lease.beat`) after which the worker counts as dead and another takes the job.
    """

    name: str
    work: Callable[..., str | None]
    every: float | None
    lease: float

    @property
    def about(self) -> str:
        """What it does, for staff: the first line of its docstring."""
        return (getdoc(self.work) or "").partition("\n")[0]


@dataclass(frozen=True)
class Duty:
    """`work` is called every `every` seconds, and once more when the process stops. It must cost nothing when there is
    nothing to do, and ask no database then."""

    name: str
    work: Callable[[], object]
    every: float


JOBS: dict[str, DeclaredJob] = {}
DUTIES: dict[str, Duty] = {}


def job(name: str, *, every: float | None = None, lease: float = LEASE):
    """Declare a function as a job that is done once in the whole installation.

    It may be done again after a fault or a kill, so it is idempotent, or it writes what it did in the transaction that
    completes it: see `icpr.jobs.leases.Lease`. What it raises is logged, and it is tried again after growing pauses.
    Raises ValueError when the name is taken.
    """

    def declare(work):
        _refuse_twice(name)
        JOBS[name] = DeclaredJob(name, work, every, lease)
        return work

    return declare


def each_process(name: str, *, every: float):
    """Declare a function, called without arguments, as something each server process does for itself.

    Raises ValueError when the name is taken.
    """

    def declare(work):
        _refuse_twice(name)
        DUTIES[name] = Duty(name, work, every)
        return work

    return declare


def _refuse_twice(name: str) -> None:
    if name in JOBS or name in DUTIES:
        raise ValueError(f"Two jobs have the name {name}.")
