"""Single-flight: of threads that ask for the same value at once, one computes it and the others wait for that."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

V = TypeVar("V")


class SingleFlight(Generic[V]):
    """Holds the value computed last. One thread at a time computes; what it raises reaches it alone, and the next
    tries."""

    def __init__(self):
        self._lock = threading.Lock()
        self._held: V | None = None

    def get(self, fits: Callable[[V], bool], compute: Callable[[], V]) -> V:
        """The value held, if it `fits`; else the one that `compute` returns, held from now on. It may not be None."""
        held = self._held
        if held is None or not fits(held):
            with self._lock:
                held = self._held
                if held is None or not fits(held):
                    held = self._held = compute()
        return held

    @property
    def is_made(self) -> bool:
        """Whether a value was ever computed, one that still fits or not."""
        return self._held is not None
