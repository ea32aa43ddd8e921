"""What some work costs the processor, on a machine that may do much else."""

import time
from collections.abc import Callable

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
