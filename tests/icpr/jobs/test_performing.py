"""What is due is done in order, whatever any of it raises; the command does the same at a terminal."""

import errno
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models.functions import Now
from django.utils import timezone

from icpr.jobs.execution import make_due, perform_due, schedule
from icpr.jobs.leases import Interrupted, claim
from icpr.jobs.models import Job
from icpr.jobs.registry import JOBS, each_process, job

pytestmark = pytest.mark.django_db


def declare(name: str, work=lambda lease: "done", **options) -> None:
    job(name, **{"every": 60} | options)(work)


def fails(error: BaseException):
    def work(lease):
        raise error

    return work


def done(**options) -> list[tuple[str, str]]:
    return [(each.name, each.result or each.error) for each in perform_due(**options)]


def run_due(*arguments) -> str:
    out = StringIO()
    call_command("run_due", *arguments, stdout=out)
    return out.getvalue()


def test_works():
    declare("first")
    declare("second", lambda lease: None)
    declare("when-woken", every=None)
    assert done() == [("first", "done"), ("second", "")]
    assert done() == []
    make_due("when-woken")
    assert done() == [("when-woken", "done")]
    assert Job.objects.get(name="when-woken").due_at is None


def test_the_longest_waiting_is_first_and_the_next_is_known():
    for name, minutes in {"a": 1, "b": 3, "c": 2, "d": -5}.items():
        declare(name)
        Job.objects.create(name=name, due_at=timezone.now() - timedelta(minutes=minutes))
    due, seconds = schedule()
    assert due == ["b", "c", "a"]
    assert 290 < seconds < 301, "the database tells the time to a thousandth of a second"


def test_while_nothing_is_due_one_question_is_asked_and_nothing_written(django_assert_num_queries):
    declare("a")
    done()
    with django_assert_num_queries(1) as asked:
        schedule()
    assert asked.captured_queries[0]["sql"].startswith("SELECT")


def test_a_job_that_fails_is_told_once_waits_and_stops_no_other(caplog):
    declare("bad", fails(ValueError("no\n sheep")))
    declare("good")
    assert done() == [("bad", "ValueError: no sheep"), ("good", "done")]
    [record] = caplog.records
    assert "bad, attempt 1, tried again in 10 s" in record.getMessage()
    assert record.exc_info
    Job.objects.update(due_at=Now())
    assert done()[0] == ("bad", "ValueError: no sheep")
    assert "attempt 2, tried again in 20 s" in caplog.text
    row = Job.objects.with_clock().get(name="bad")
    assert (row.attempts, row.error, row.finished_at) == (2, "ValueError: no sheep", None)
    assert 15 < (row.due_at - row.now).total_seconds() <= 20


def test_what_works_again_has_no_error():
    declare("a", fails(ValueError("no sheep")))
    done()
    JOBS.clear()
    declare("a")
    make_due("a")
    done()
    row = Job.objects.get()
    assert (row.attempts, row.error, row.result) == (0, "", "done")


def test_a_full_disk_is_one_line(caplog):
    declare("a", fails(OSError(errno.ENOSPC, "No space left on device")))
    assert "disk is full" in done()[0][1]
    assert "Traceback" not in caplog.text


def test_one_that_was_taken_over_says_so_and_leaves_the_row_to_the_other(caplog):
    def slow(lease):
        Job.objects.update(lease_until=timezone.now() - timedelta(hours=1))
        assert claim(JOBS["slow"])
        return "late"

    declare("slow", slow)
    assert done() == [("slow", "Another process has taken it over.")]
    assert Job.objects.get().result == ""
    assert Job.objects.get().lease_until is not None
    assert "another does it now" in caplog.text


def test_one_that_is_interrupted_is_given_back():
    declare("long", lambda lease: lease.beat())

    def stop():
        raise Interrupted

    with pytest.raises(Interrupted):
        done(while_held=stop)
    assert done() == [("long", "")]


def test_a_name_is_taken_once():
    declare("a")
    for declare_again in (job, each_process):
        with pytest.raises(ValueError, match="Two jobs have the name a"):
            declare_again("a", every=5)(print)


def test_the_command_does_what_is_due_and_says_what_it_did():
    declare("a")
    declare("b", lambda lease: "")
    assert run_due() == "done\n"
    assert run_due() == ""


def test_the_command_does_jobs_by_name_and_all_of_them():
    declare("a", lambda lease: "a!")
    declare("b", lambda lease: "b!")
    declare("when-woken", lambda lease: "c!", every=None)
    assert run_due("b") == "b!\n"
    assert run_due("b") == "b!\n"
    assert run_due() == "a!\n"
    assert sorted(run_due("--all").split()) == ["a!", "b!", "c!"]


def test_the_command_knows_no_other_name():
    declare("a")
    with pytest.raises(CommandError, match=r"There is no job sheep\. There are: a\."):
        run_due("sheep")


def test_the_command_fails_when_a_job_does_and_does_the_others(capsys):
    declare("bad", fails(ValueError("no sheep")))
    declare("good")
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("run_due", stdout=out)
    assert out.getvalue() == "done\n"
    assert Job.objects.get(name="bad").error == "ValueError: no sheep"


def test_the_command_leaves_to_others_what_they_do():
    declare("a")
    make_due("a")
    claim(JOBS["a"])
    assert run_due() == "a is being done by another process.\n"
