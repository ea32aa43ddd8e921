"""Which database a thread asks: the primary, or for a while its replica, for everything alike.

    with reading_from(REPLICA):
        ...  # query sets, SQL by hand, transactions: all of this thread

Nothing within has to know. What is kept in memory of a database, though, is kept for each place apart: the replica may
be behind, and what is brought up to date step by step must not be taken back and forth.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from django.db import connections

T = TypeVar("T")
PRIMARY, REPLICA = "default", "replica"


@contextmanager
def reading_from(place: str) -> Iterator[None]:
    """Have this thread ask a place until the end."""
    usual = connections[PRIMARY]
    connections[PRIMARY] = connections[place]
    try:
        yield
    finally:
        connections[PRIMARY] = usual


def place() -> str:
    """The place that this thread asks."""
    return connections[PRIMARY].alias


class PerPlace(Generic[T]):
    """What is kept in memory of each place: `kept()` is that of the place this thread asks, made when first asked
    for."""

    def __init__(self, make: Callable[[], T]):
        self._make, self._made = make, {}

    def __call__(self) -> T:
        asked = place()
        found = self._made.get(asked)
        return self._made.setdefault(asked, self._make()) if found is None else found

    def all(self) -> list[T]:
        """Those of all places that were asked."""
        return list(self._made.values())


class ReadLater:
    """The body of an answer that goes on asking a place while it is made; like it to a WSGI server."""

    streaming = True

    def __init__(self, body: Iterable[bytes], place: str):
        self._body, self._place = body, place

    def __iter__(self) -> Iterator[bytes]:
        with reading_from(self._place):
            parts = iter(self._body)
        while True:
            with reading_from(self._place):
                part = next(parts, None)
            if part is None:
                return
            yield part

    def close(self) -> None:
        if close := getattr(self._body, "close", None):
            with reading_from(self._place):
                close()
