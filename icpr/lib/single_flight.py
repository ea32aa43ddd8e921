"""Single-flight: of threads that ask for the same value at once, one computes it and the others wait for that."""

import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
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

    def begin(self, value: V) -> None:
        """Hold this value if none was ever computed."""
        with self._lock:
            if self._held is None:
                self._held = value

    @property
    def held(self) -> V | None:
        """The value computed last, one that still fits or not; None before the first."""
        return self._held

    @property
    def is_made(self) -> bool:
        """Whether a value is held, one that still fits or not."""
        return self._held is not None

    def holds(self, fits: Callable[[V], bool]) -> bool:
        """Whether the value held now `fits`."""
        held = self._held
        return held is not None and fits(held)


class Turns:
    """One thread at a time for each key, for values that are kept elsewhere."""

    def __init__(self):
        self._lock = threading.Lock()
        self._busy: dict[Hashable, tuple[threading.Lock, int]] = {}  # the lock, and how many hold or want it

    @contextmanager
    def of(self, key: Hashable, *, seconds: float) -> Iterator[bool]:
        """The turn of this thread, waited for at most so long: a thread that hangs holds up no other for ever. Yields
        whether another was at it meanwhile."""
        with self._lock:
            lock, wanted = self._busy.get(key, (threading.Lock(), 0))
            self._busy[key] = (lock, wanted + 1)
        held = lock.acquire(timeout=seconds)
        try:
            yield wanted > 0
        finally:
            if held:
                lock.release()
            with self._lock:
                lock, wanted = self._busy[key]
                if wanted > 1:
                    self._busy[key] = (lock, wanted - 1)
                else:
                    del self._busy[key]
