"""Of threads that ask for the same value at once, one computes it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep

import pytest

from icpr.lib.single_flight import SingleFlight, Turns


def test_works():
    flight, computed, together = SingleFlight(), [], Barrier(8)

    def compute() -> str:
        computed.append(1)
        sleep(0.05)
        return "a value"

    def ask(_) -> str:
        together.wait()
        return flight.get(lambda held: True, compute)

    assert not flight.is_made
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ask, range(8))) == ["a value"] * 8
    assert len(computed) == 1
    assert flight.is_made


def test_one_that_does_not_fit_is_computed_anew():
    flight = SingleFlight()
    assert flight.get(lambda held: held == 1, lambda: 1) == 1
    assert flight.get(lambda held: held == 2, lambda: 2) == 2
    assert flight.get(lambda held: held == 2, lambda: 3) == 2


def test_after_an_error_the_next_tries():
    flight = SingleFlight()
    with pytest.raises(ZeroDivisionError):
        flight.get(lambda held: True, lambda: 1 // 0)
    assert not flight.is_made
    assert flight.get(lambda held: True, lambda: "a value") == "a value"


def test_one_thread_at_a_time_has_the_turn_of_a_key():
    turns, together, at_it, met = Turns(), Barrier(6), [], []

    def work(number: int) -> bool:
        together.wait()
        with turns.of(number % 2, seconds=5) as was_busy:
            at_it.append(number % 2)
            met.append(at_it.count(number % 2))
            sleep(0.02)
            at_it.remove(number % 2)
        return was_busy

    with ThreadPoolExecutor(6) as threads:
        assert sorted(threads.map(work, range(6))) == [False, False, True, True, True, True]
    assert (set(met), turns._busy) == ({1}, {})


def test_a_turn_is_not_waited_for_for_ever():
    turns = Turns()
    with turns.of("a", seconds=1) as first:
        with turns.of("a", seconds=0.01) as second:
            assert (first, second) == (False, True)
        assert len(turns._busy) == 1
    assert turns._busy == {}


def test_an_error_ends_a_turn():
    turns = Turns()
    with pytest.raises(ZeroDivisionError), turns.of("a", seconds=1):
        1 // 0  # noqa: B018
    with turns.of("a", seconds=0) as was_busy:
        assert not was_busy
