"""What a request leaves behind in the memory of its process, to be written later: whoever reads a page never waits for
somebody who writes. A duty of the process (`icpr.jobs.registry.each_process`) takes it to the database."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

K, V = TypeVar("K"), TypeVar("V")


class Waiting(Generic[K, V]):
    """Values by key; `put`, `take` and `put_back` are for any thread."""

    def __init__(self):
        self._lock = threading.Lock()
        self._values: dict[K, V] = {}

    def __len__(self) -> int:
        return len(self._values)

    def put(
        self,
        key: K,
        value: V,
        *,
        most: int,
        join: Callable[[V, V], V] | None = None,
        other: Callable[[K], K] | None = None,
    ) -> bool:
        """Have a value wait: joined with one that waits under the key, `join(old, new)`, or in its place.

        When `most` keys wait already a new one counts under the key that `other` gives for it, or is dropped when there
        is no `other`. Returns whether the key itself waited before. No value is None.
        """
        with self._lock:
            before = self._values.get(key)
            was_there = before is not None
            if not was_there and len(self._values) >= most:
                if other is None:
                    return False
                key = other(key)
                before = self._values.get(key)
            self._values[key] = value if before is None or join is None else join(before, value)
        return was_there

    def take(self) -> dict[K, V]:
        """All that waits; from now on nothing does."""
        with self._lock:
            taken, self._values = self._values, {}
        return taken

    def put_back(self, taken: dict[K, V]) -> None:
        """Have what was taken wait on, but for what came meanwhile under the same keys."""
        with self._lock:
            self._values = taken | self._values

    def clear(self) -> None:
        """Begin anew, as a restarted process does."""
        self.take()
