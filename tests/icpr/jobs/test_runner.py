"""The thread of a server process: jobs and the process's own duties in one loop, woken when there is work."""

import threading
import time

import pytest
from django.db import OperationalError, connection, transaction

from icpr.jobs import runner
from icpr.jobs.execution import schedule
from icpr.jobs.models import Job
from icpr.jobs.registry import each_process, job
from icpr.jobs.runner import Runner

pytestmark = pytest.mark.django_db(transaction=True)  # the thread has a connection of its own
SOON = 5  # seconds


class Count:
    """Something to do that counts how often it is done."""

    def __init__(self, *errors: BaseException):
        self.errors, self.times, self.threads, self.done = list(errors), 0, set(), threading.Event()

    def __call__(self, *_) -> None:
        self.times += 1
        self.threads.add(threading.current_thread().name)
        self.done.set()
        if self.errors:
            raise self.errors.pop(0)

    def again(self) -> bool:
        """Whether it is done once more, soon."""
        done = self.done.wait(SOON)
        self.done.clear()
        return done


@pytest.fixture
def started(monkeypatch):
    """Starts a runner, as `icpr.wsgi` does, and stops it after the test."""
    made = []

    def start() -> Runner:
        made.append(Runner())
        monkeypatch.setattr(runner, "_runner", made[0])
        made[0].start()
        made[0].start()
        return made[0]

    yield start
    for each in made:
        each.stop()
        assert not each._thread.is_alive()


def test_works(started):
    job_work, duty = Count(), Count()
    job("a", every=0.05)(job_work)
    each_process("b", every=0.05)(duty)
    started()
    for _ in range(3):
        assert job_work.again()
        assert duty.again()
    assert job_work.threads == duty.threads == {"jobs"}


def test_woken_nobody_waits(started):
    job_work, duty = Count(), Count()
    job("a", every=3_600)(job_work)
    each_process("b", every=3_600)(duty)
    started()
    assert job_work.again()
    assert duty.again()
    runner.wake("b")
    assert duty.again()
    with transaction.atomic():
        runner.wake("a")
        assert not job_work.done.wait(0.3), "not before it is committed"
    assert job_work.again()
    assert duty.times == 2


def test_to_wake_a_duty_asks_no_database(django_assert_num_queries):
    each_process("b", every=3_600)(Count())
    with django_assert_num_queries(0):
        runner.wake("b")


def test_to_wake_a_job_tells_the_other_processes():
    job("a", every=None)(Count())
    for _ in range(2):
        runner.wake("a")
        assert schedule()[0] == ["a"]


def test_a_wake_that_cannot_be_written_is_told_and_harms_nobody(caplog):
    job("a", every=None)(Count())
    with connection.execute_wrapper(broken):
        runner.wake("a")
    assert "a waits for its usual time" in caplog.text


def test_nothing_of_another_name_is_woken():
    with pytest.raises(KeyError):
        runner.wake("sheep")


def broken(execute, sql, params, many, context):
    raise OperationalError("gone")


@pytest.mark.parametrize(
    ("error", "words"), [(OperationalError("gone\n\n away"), "gone away"), (ValueError("x"), "failed")]
)
def test_a_fault_ends_neither_thread_nor_the_others(started, caplog, error, words):
    failing, other = Count(error, error), Count()
    each_process("failing", every=0.05)(failing)
    each_process("other", every=0.05)(other)
    started()
    for _ in range(3):
        assert failing.again()
    assert other.times
    assert words in caplog.text
    assert ("Traceback" in caplog.text) == isinstance(error, ValueError)


def test_a_lost_database_is_told_and_looked_for_again(caplog):
    job_work = Count()
    job("a", every=60)(job_work)
    one = Runner()
    with connection.execute_wrapper(broken):
        one._turn()
        one._look_at = 0
        one._turn()
    assert "Jobs are not done, looked at again in 5 s" in caplog.text
    assert "Jobs are not done, looked at again in 10 s" in caplog.text
    one._look_at = 0
    one._turn()
    assert job_work.times == 1


def test_duties_are_done_while_a_job_takes_its_time(started):
    duty = Count()

    def long(lease):
        for _ in range(3):
            assert duty.again()
            time.sleep(0.06)
            lease.beat()

    each_process("b", every=0.05)(duty)
    job("a", every=3_600)(long)
    started()
    until = time.monotonic() + SOON
    while not Job.objects.filter(finished_at__isnull=False) and time.monotonic() < until:
        time.sleep(0.05)
    assert Job.objects.get().error == ""
    assert duty.times >= 4


def test_in_a_transaction_of_a_job_no_duty_is_done():
    duty = Count()
    each_process("b", every=0)(duty)
    with transaction.atomic():
        Runner()._beat()
    assert duty.times == 0


def test_told_to_stop_it_does_each_duty_once_more_and_gives_a_job_back(started):
    begun, duty = threading.Event(), Count()

    def long(lease):
        begun.set()
        while True:
            time.sleep(0.02)
            lease.beat()

    job("a", every=60)(long)
    each_process("b", every=3_600)(duty)
    one = started()
    assert begun.wait(SOON)
    before = duty.times
    one.stop()
    assert not one._thread.is_alive()
    assert duty.times == before + 1
    assert schedule()[0] == ["a"]
    assert Job.objects.get().attempts == 0


def test_a_job_that_gives_no_sign_of_life_does_not_keep_the_duties_from_the_disk(started, monkeypatch):
    begun, go_on, duty = threading.Event(), threading.Event(), Count()

    def stuck(lease):
        begun.set()
        go_on.wait(SOON)

    job("a", every=3_600)(stuck)
    each_process("b", every=3_600)(duty)
    monkeypatch.setattr(runner, "STOP_WITHIN", 0.2)
    one = started()
    assert begun.wait(SOON)
    before = duty.times
    one.stop()
    assert duty.times == before + 1
    go_on.set()
    one._thread.join(SOON)


def test_idle_it_asks_one_question_a_minute_and_writes_nothing(started):
    job("a", every=3_600)(Count())
    one = Runner()
    one._turn()
    sent = []

    def look(execute, sql, params, many, context):
        sent.append(sql)
        return execute(sql, params, many, context)

    one._look_at = 0.0
    with connection.execute_wrapper(look):
        one._turn()
        one._turn()
    assert len(sent) == 1
    assert sent[0].startswith("SELECT")
    assert 55 < one._seconds_to_sleep() <= runner.LOOK_EVERY
