"""Which records hold what a query asks for: the postings of its phrases, put together.

The order is made by `resources.search.ranking`, which is the same for both databases.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyroaring import BitMap

from resources.search import postings as kept
from resources.search.full_text import Scope
from resources.search.postings import Key, Postings
from resources.search.queries import Alternative, Group, Query


@dataclass(frozen=True, slots=True)
class Ask:
    """Which resources hold every one of `groups` in a scope? `widened`: other words count as well as those typed."""

    groups: Sequence[Group]
    scope: Scope
    widened: bool = True

    @property
    def alternatives(self) -> Iterator[Sequence[Alternative]]:
        """For each group the ways in which it may be held."""
        return ((*group.exact, *group.others) if self.widened else group.exact for group in self.groups)

    @property
    def keys(self) -> Iterator[Key]:
        return ((phrase, self.scope) for ways in self.alternatives for alternative in ways for phrase in alternative)


def holding(asks: Sequence[Ask], excluded: Sequence[Group], postings: Postings) -> list[BitMap]:
    """For each question the primary keys of the resources, of whatever status, that answer it and hold none of
    `excluded`, as typed, anywhere. One statement for what is not kept of all of them."""
    known = postings.of(key for ask in asks for key in ask.keys)
    away = unwanted(excluded, postings)
    return [_answer(ask, known) - away for ask in asks]


def unwanted(excluded: Sequence[Group], postings: Postings) -> BitMap:
    """The primary keys of the resources that hold any of some groups, as typed, anywhere."""
    asks = [Ask([group], Scope.ALL, widened=False) for group in excluded]
    known = postings.of(key for ask in asks for key in ask.keys)
    return BitMap().union(*(_answer(ask, known) for ask in asks))


def _answer(ask: Ask, known: Mapping[Key, BitMap]) -> BitMap:
    """The records that hold each group in one of its ways: all phrases of an alternative."""
    groups = [
        BitMap.union(*(BitMap.intersection(*(known[phrase, ask.scope] for phrase in found)) for found in ways))
        for ways in ask.alternatives
    ]
    return BitMap.intersection(*groups)


def match(query: Query) -> set[int]:
    """Primary keys of all resources, of whatever status, that hold every group of a query; in no order."""
    return set(holding([Ask(query.required, Scope.ALL)], query.excluded, kept.fresh())[0]) if query else set()
