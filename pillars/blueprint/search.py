"""What the Blueprint's pages ask of a search. The catalogue has the one search, and `icpr.urls` hands it in."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from icpr.lib.query.fields import TolerantField


class Entry(Protocol):
    """An item or a practice that was found; `number` is empty for a practice."""

    pk: int
    number: str
    title: str
    label: str
    url: str
    directions: Mapping[str, int]


class Found(Protocol):
    """What words find in the Blueprint. corrected: the words searched instead, when what was typed finds nothing.

    items, practices: those that hold all of the words, best first. nearest: while these are few, others that hold the
    most telling part.
    """

    corrected: str
    items: Sequence[Entry]
    practices: Sequence[Entry]
    nearest: Sequence[Entry]


class Search(Protocol):
    def field(self) -> TolerantField:
        """The field that reads the words of a query string."""

    def find(self, words: str) -> Found:
        """What words find; they are not empty."""
