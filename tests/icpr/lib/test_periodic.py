"""Work beside the requests: again and again, at once when woken, whatever goes wrong."""

import threading

import pytest
from django.db import OperationalError

from icpr.lib.periodic import Periodic

pytestmark = pytest.mark.django_db(transaction=True)  # the thread closes its connection


def counted(times: int, **failing):
    """A function that sets an event at its n-th call, and raises at the first if told to."""
    reached, calls = threading.Event(), []

    def work():
        calls.append(threading.current_thread().name)
        if len(calls) >= times:
            reached.set()
            threading.Event().wait()  # for ever: the thread is a daemon and has nothing more to do
        if len(calls) == 1 and "error" in failing:
            raise failing["error"]

    return work, reached, calls


def test_works_once_a_process():
    work, reached, calls = counted(3)
    thread = Periodic("counting", 0.01, work)
    thread.start()
    thread.start()
    assert reached.wait(5)
    assert set(calls) == {"counting"}
    assert len(calls) == 3


def test_woken_it_does_not_wait():
    work, reached, _ = counted(1)
    thread = Periodic("sleeping", 3_600, work)
    thread.start()
    assert not reached.wait(0.2)
    thread.wake()
    assert reached.wait(5)


@pytest.mark.parametrize(
    ("error", "words"), [(OperationalError("gone\n\n away"), "gone away"), (ValueError("x"), "failed")]
)
def test_a_fault_does_not_end_it(error, words, caplog):
    work, reached, _ = counted(2, error=error)
    Periodic("failing", 0.01, work).start()
    assert reached.wait(5)
    assert words in caplog.text
    assert ("Traceback" in caplog.text) == isinstance(error, ValueError)
