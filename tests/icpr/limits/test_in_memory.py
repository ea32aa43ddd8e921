import threading

from icpr.limits import in_memory
from icpr.limits.in_memory import InMemoryLimit


def test_works():
    limit = InMemoryLimit(seconds=60)
    assert [limit.seconds_to_wait("ada", 2) for _ in range(2)] == [0, 0]
    assert 0 < limit.seconds_to_wait("ada", 2) <= 60
    assert limit.seconds_to_wait("grace", 2) == 0


def test_a_window_that_ended_begins_anew():
    limit = InMemoryLimit(seconds=60)
    for _ in range(3):
        limit.seconds_to_wait("ada", 2)
    limit.forget()
    assert limit.seconds_to_wait("ada", 2) == 0


def test_so_many_callers_are_counted_at_most(monkeypatch):
    monkeypatch.setattr(in_memory, "MOST_CALLERS", 3)
    limit = InMemoryLimit(seconds=60)
    for who in "abcdefg":
        limit.seconds_to_wait(who, 1)
    assert len(limit._counts) == 3
    assert limit.seconds_to_wait("a", 1) > 0
    assert limit.seconds_to_wait("g", 1) == 0


def test_deeds_at_once_are_each_counted():
    limit, refused = InMemoryLimit(seconds=60), []

    def ask():
        refused.extend(limit.seconds_to_wait("ada", 100) for _ in range(50))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(map(bool, refused)) == 100


def test_who_asked_is_not_held():
    limit = InMemoryLimit(seconds=60)
    limit.seconds_to_wait("203.0.113.9", 1)
    assert len(limit._counts) == 1
    assert "203.0.113.9" not in limit._counts
