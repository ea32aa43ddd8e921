"""A job is one worker's at a time, by the database's clock; a worker that was taken for dead writes nothing."""

import threading
import time
from datetime import date, datetime, timedelta

import pytest
from django.db import OperationalError, connection
from django.db.models.functions import Now
from django.utils import timezone

from icpr.jobs.leases import LeaseLost, claim, pause
from icpr.jobs.models import LONGEST_TEXT, Job
from icpr.jobs.registry import JOBS, job

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def declare(name: str = "count-sheep", *, every: float | None = 60, lease: float = 60):
    job(name, every=every, lease=lease)(lambda lease: None)
    Job.objects.create(name=name, due_at=timezone.now() - HOUR)
    return JOBS[name]


def row() -> Job:
    return Job.objects.with_clock().get()


def let_lease_end() -> None:
    Job.objects.update(lease_until=timezone.now() - HOUR)


def test_works():
    sheep = declare()
    lease = claim(sheep)
    assert claim(sheep) is None
    assert (row().due_at, row().fence, row().attempts) == (None, 1, 1)
    assert 55 < (row().lease_until - row().now).total_seconds() <= 60
    lease.complete("3 sheep")
    assert (row().result, row().error, row().attempts, row().lease_until) == ("3 sheep", "", 0, None)
    assert 55 < (row().due_at - row().now).total_seconds() <= 60
    assert claim(sheep) is None


def test_what_is_not_due_is_nobodys():
    sheep = declare()
    for due_at in (None, timezone.now() + HOUR):
        Job.objects.update(due_at=due_at)
        assert claim(sheep) is None
    Job.objects.all().delete()
    assert claim(sheep) is None


def test_what_a_dead_worker_had_is_taken_again_and_for_longer():
    sheep = declare()
    for attempt, minutes in enumerate((1, 2, 4, 8, 16, 32, 32), 1):
        assert claim(sheep).attempt == attempt
        assert (row().lease_until - row().now).total_seconds() == pytest.approx(60 * minutes, abs=5)
        assert claim(sheep) is None
        let_lease_end()


def test_times_of_a_clock_that_was_set_back_keep_nobody_waiting():
    """Rows as a clock that was an hour ahead has left them."""
    sheep = declare()
    claim(sheep).complete("3 sheep")
    Job.objects.update(due_at=Now() + HOUR + timedelta(seconds=60), heartbeat_at=Now() + HOUR)
    seen = row()
    assert seen.claimable_at() == seen.now
    late = claim(sheep)
    assert 55 < (row().lease_until - row().now).total_seconds() <= 60
    Job.objects.update(lease_until=Now() + HOUR + timedelta(seconds=60), heartbeat_at=Now() + HOUR)
    lease = claim(sheep)
    assert claim(sheep) is None
    with pytest.raises(LeaseLost):
        late.complete("late")
    lease.complete("4 sheep")
    Job.objects.update(due_at=None, heartbeat_at=Now() + HOUR)
    assert claim(sheep) is None, "what waits to be woken"
    assert row().claimable_at() is None


@pytest.mark.parametrize(
    "write",
    [
        lambda late: late.complete("late"),
        lambda late: late.fail("late"),
        lambda late: late.give_back(),
        lambda late: late.fenced().__enter__(),
    ],
    ids=["complete", "fail", "give_back", "fenced"],
)
@pytest.mark.parametrize("is_finished", [False, True])
def test_a_late_finisher_writes_nothing(write, is_finished):
    sheep = declare()
    late = claim(sheep)
    let_lease_end()
    second = claim(sheep)
    if is_finished:
        second.complete("in time")
    before = Job.objects.values().get()
    with pytest.raises(LeaseLost):
        write(late)
    assert Job.objects.values().get() == before
    if not is_finished:
        second.complete("in time")


def test_a_late_heartbeat_is_refused():
    sheep = declare(lease=0.1)
    late = claim(sheep)
    let_lease_end()
    claim(sheep)
    time.sleep(0.05)
    with pytest.raises(LeaseLost):
        late.beat()


def test_a_heartbeat_keeps_the_lease_and_writes_seldom(django_assert_num_queries):
    sheep = declare(lease=0.3)
    lease = claim(sheep)
    with django_assert_num_queries(0):
        for _ in range(100):
            lease.beat()
    before = row()
    time.sleep(0.15)
    lease.beat()
    assert row().lease_until > before.lease_until
    assert row().heartbeat_at > before.heartbeat_at


@pytest.mark.django_db(transaction=True)
def test_a_heartbeat_that_cannot_be_written_is_tried_again_until_the_lease_ends():
    lease = claim(declare(lease=0.3))
    with connection.execute_wrapper(broken):
        time.sleep(0.15)
        lease.beat()
        time.sleep(0.2)
        with pytest.raises(OperationalError):
            lease.beat()


def broken(execute, sql, params, many, context):
    raise OperationalError("gone")


def test_woken_while_it_is_done_it_is_due_at_once():
    sheep = declare()
    lease = claim(sheep)
    Job.objects.update(due_at=Now())
    lease.complete()
    assert claim(sheep) is not None


def test_done_only_when_woken_it_is_not_due_again():
    sheep = declare(every=None)
    claim(sheep).complete()
    assert row().due_at is None


def test_pauses_grow_and_end_at_an_hour():
    assert [pause(attempts) for attempts in (1, 2, 3, 9, 10, 9_999)] == [10, 20, 40, 2_560, 3_600, 3_600]


def test_a_failure_is_told_and_waits():
    lease = claim(declare())
    lease.fail("No paper from ada@example.org. " * 1_000)
    assert len(row().error) <= LONGEST_TEXT
    assert "ada@" not in row().error
    assert row().attempts == 1
    assert (row().due_at - row().now).total_seconds() == pytest.approx(10, abs=2)


def test_how_long_it_took_and_why_it_failed_last_are_kept():
    sheep = declare()
    claim(sheep).fail("No sheep.")
    failed_at = row().failed_at
    assert abs((row().now - failed_at).total_seconds()) < 5
    assert row().took is None
    Job.objects.update(due_at=Now())
    lease = claim(sheep)
    Job.objects.update(started_at=Now() - timedelta(seconds=90))
    lease.complete("3 sheep")
    assert row().took.total_seconds() == pytest.approx(90, abs=2)
    assert (row().error, row().failure, row().failed_at) == ("", "No sheep.", failed_at)


@pytest.mark.parametrize(
    ("column", "minutes", "is_overdue"),
    [("due_at", 14, False), ("due_at", 16, True), ("lease_until", 14, False), ("lease_until", 16, True)],
)
def test_what_nobody_did_for_long_is_overdue(column, minutes, is_overdue):
    declare()
    Job.objects.update(**{"due_at": None} | {column: timezone.now() - timedelta(minutes=minutes)})
    assert Job.objects.overdue().exists() is row().is_overdue() is is_overdue


def test_what_is_done_or_waits_to_be_woken_is_not_overdue():
    declare()
    claim(JOBS["count-sheep"])
    Job.objects.update(due_at=timezone.now() - HOUR)
    assert not Job.objects.overdue().exists()
    Job.objects.update(due_at=None, lease_until=None)
    assert not Job.objects.overdue().exists()
    assert not row().is_overdue()


def test_given_back_it_counts_as_not_begun():
    sheep = declare()
    claim(sheep).give_back()
    assert row().attempts == 0
    assert claim(sheep) is not None


@pytest.mark.django_db(transaction=True)
def test_the_effect_and_its_completion_are_kept_together_or_not_at_all():
    lease = claim(declare())

    def torn() -> None:
        with lease.fenced():
            Job.objects.create(name="an effect")
            lease.complete("done")
            raise ValueError("the wolf")

    with pytest.raises(ValueError, match="the wolf"):
        torn()
    assert not lease.is_complete
    assert not Job.objects.filter(name="an effect").exists()
    assert row().lease_until is not None
    with lease.fenced():
        lease.complete("done")
    assert lease.is_complete


def test_only_the_clock_of_the_database_counts():
    """No moment of this process goes to the database."""
    sheep = declare(lease=0.03)
    sent = []

    def look(execute, sql, params, many, context):
        sent.extend(params or ())
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        lease = claim(sheep)
        time.sleep(0.02)
        lease.beat()
        lease.fail("no sheep")
        Job.objects.failing(1).exists()
        list(Job.objects.held())
    assert sent
    moments = (datetime, date)
    years = (str(timezone.now().year), str(timezone.now().year + 1))
    assert [one for one in sent if isinstance(one, moments) or str(one).startswith(years)] == []


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_gets_it():
    sheep, got, barrier = declare(), [], threading.Barrier(8)

    def take():
        barrier.wait()
        while True:
            try:
                got.append(claim(sheep))
                break
            except OperationalError:  # SQLite in memory locks tables at once, a file would wait
                continue
        connection.close()

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([lease for lease in got if lease]) == 1
