"""What staff read of a job: when it was last done, when it is next, and what is wrong with it."""

from datetime import UTC, datetime, timedelta

import pytest

from icpr.jobs import standing
from icpr.jobs.models import Job

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def before(**span: float) -> datetime:
    return NOW - timedelta(**span)


def job(name: str = "a", **fields) -> Job:
    row = Job(name=name, **fields)
    row.now = NOW
    return row


@pytest.mark.parametrize(
    ("fields", "last", "following"),
    [
        ({"due_at": before(seconds=-40)}, "never yet", "in 40 seconds"),
        ({"finished_at": NOW}, "a moment ago", "when there is something to do"),
        (
            {"finished_at": before(minutes=5), "took": timedelta(seconds=0.204), "due_at": NOW},
            "5 minutes ago, in 0.20 seconds",
            "now",
        ),
        (
            {"finished_at": before(days=1, hours=2), "took": timedelta(minutes=3), "due_at": before(hours=-3)},
            "1 day, 2 hours ago, in 3 minutes",
            "in 3 hours",
        ),
        (
            {"lease_until": before(seconds=-9), "started_at": before(seconds=1)},
            "never yet",
            "being done, begun 1 second ago",
        ),
        ({"lease_until": before(seconds=9), "started_at": before(seconds=99)}, "never yet", "now"),
    ],
)
def test_works(fields, last, following):
    assert standing.last_success(job(**fields)) == last
    assert standing.next_run(job(**fields)) == following


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, ""),
        ({"attempts": 1}, ""),
        ({"attempts": 1, "error": "No sheep."}, "Failed: No sheep."),
        ({"attempts": 4, "error": "No sheep."}, "Failed in 4 attempts: No sheep."),
        ({"attempts": 2}, standing.DIED.format(2)),
        ({"failed_at": before(hours=2), "failure": "No sheep."}, "None now. It failed 2 hours ago: No sheep."),
        ({"due_at": before(minutes=16)}, standing.NOBODY.format("16 minutes ago")),
        ({"due_at": before(minutes=14)}, ""),
        ({"lease_until": before(hours=1), "attempts": 1}, standing.NOBODY.format("1 hour ago")),
    ],
)
def test_what_is_wrong(fields, told):
    assert standing.trouble(job(**fields)) == told


def test_of_all():
    well, failed = job("a"), job("b", error="No sheep.", attempts=2, failed_at=NOW)
    late, failing = job("c", due_at=before(hours=1)), job("d", error="No sheep.", attempts=3)
    assert standing.of_all([]) == standing.of_all([well]) == standing.ALL_WELL
    assert standing.of_all([well, failed]) == standing.TRIED_AGAIN.format("b")
    assert standing.of_all([well, failed, late, failing]) == standing.SOME_NOT.format("c, d")
