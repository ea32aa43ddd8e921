"""How a job stands, in words for staff. Of rows of `with_clock`: all ages are by the database's clock."""

from datetime import datetime, timedelta

from django.utils.timesince import timesince

from icpr.jobs.models import FAILS_AFTER, Job

ALL_WELL = "All jobs are done in time. Nothing needs you."
TRIED_AGAIN = "Failed, and is tried again by itself: {}. Nothing needs you yet."
SOME_NOT = "Needs somebody: {}. What is wrong stands beside each; whoever runs the library finds more in its log."
NOBODY = "Nobody does it, and it was due {}. Whoever runs the library has to start the server or `manage.py work`."
DIED = "Begun {} times without an end: whoever did it was stopped."
MOMENT = timedelta(seconds=1)


def of_all(jobs: list[Job]) -> str:
    """What to make of the list, in a sentence or two."""
    if names := [job.name for job in jobs if job.is_overdue() or job.attempts >= FAILS_AFTER]:
        return SOME_NOT.format(", ".join(names))
    failed = [job.name for job in jobs if job.error]
    return TRIED_AGAIN.format(", ".join(failed)) if failed else ALL_WELL


def last_success(job: Job) -> str:
    """When, and how long it took: "5 minutes ago, in 0.20 seconds"."""
    if job.finished_at is None:
        return "never yet"
    took = "" if job.took is None else f", in {length(job.took)}"
    return ago(job.finished_at, job.now) + took


def next_run(job: Job) -> str:
    if job.is_held():
        return f"being done, begun {ago(job.started_at, job.now)}"
    at = job.claimable_at()
    if at is None:
        return "when there is something to do"
    return f"in {length(at - job.now)}" if at - job.now > MOMENT else "now"


def trouble(job: Job) -> str:
    """What keeps it from being done, or kept it the last time it failed; empty when it never did."""
    told = []
    if job.is_overdue():
        told.append(NOBODY.format(ago(job.claimable_at(), job.now)))
    if job.error:
        often = f"Failed in {job.attempts} attempts" if job.attempts > 1 else "Failed"
        told.append(f"{often}: {job.error}")
    elif job.attempts > 1:
        told.append(DIED.format(job.attempts))
    if not told and job.failed_at:
        told.append(f"None now. It failed {ago(job.failed_at, job.now)}: {job.failure}")
    return " ".join(told)


def ago(moment: datetime, now: datetime) -> str:
    return "a moment ago" if now - moment < MOMENT else f"{length(now - moment)} ago"


def length(of: timedelta) -> str:
    """A length of time: "0.25 seconds", "40 seconds", "2 hours, 3 minutes"."""
    seconds = of.total_seconds()
    if seconds < 60:
        figure = f"{max(seconds, 0.01):.2f}" if seconds < 1 else f"{seconds:.0f}"
        return f"{figure} second" + ("" if figure == "1" else "s")
    start = datetime(2001, 1, 1)
    return timesince(start, start + of).replace("\xa0", " ")
