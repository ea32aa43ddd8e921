"""What tests cost: the processor, on a machine that may do much else, and those who wait for them."""

import time
from collections.abc import Callable, Iterable

import pytest

ROUNDS = 3


def cpu_seconds(work: Callable[[], object], *, enough: float) -> float:
    """Of the quickest of some rounds, as other work makes each one dearer; the first of fewer seconds than `enough` is
    the last. `enough` is several times what it costs at rest: this finds what grows out of all proportion, no more."""
    best = float("inf")
    for _ in range(ROUNDS):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
        if best < enough:
            break
    return best


def slow_but_first(values: Iterable) -> list:
    """Values for a test of which the first says most: `make test` takes that one, `make test-all` the rest."""
    first, *more = values
    return [first, *(pytest.param(value, marks=pytest.mark.slow) for value in more)]
