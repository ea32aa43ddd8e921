"""Waiting for what another process does in its own time."""

import time
from collections.abc import Callable

SECONDS = 60  # at most, on a machine that does much else


def until(holds: Callable[[], object]) -> None:
    """Return once it is so."""
    end = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < end, "did not come to be"
        time.sleep(0.1)
