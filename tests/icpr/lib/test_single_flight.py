"""Of threads that ask for the same value at once, one computes it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep

import pytest

from icpr.lib.single_flight import SingleFlight


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
