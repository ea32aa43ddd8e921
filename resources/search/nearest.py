"""The records nearest to a query that none holds all of: those that hold its most telling part."""

from collections.abc import Callable, Set
from dataclasses import dataclass

from resources.search.engine import Ask, Scope, holding
from resources.search.frequency import Frequencies
from resources.search.queries import Group, Query, runs_of
from resources.search.ranking import scored
from resources.search.telling import weight

MOST = 10
CANDIDATES = 40  # those put in order
# A word that more than so many of the records hold, and more than a few, makes none of them near by itself.
COMMON, FEW = 0.25, 3
# What a record has to hold of the weight of all words: less when it holds two that tell something, as it may of a long
# sentence; and what it has to hold of what the nearest holds.
FLOOR, FLOOR_OF_TWO, SHARE_OF_BEST = 0.3, 0.15, 0.65
# What a word counts by where it stands: in the title, in what describes the record in a line, deep in its text.
PLACES = {Scope.ALL: 0.5, Scope.LEAD: 0.35, Scope.TITLE: 0.15}


@dataclass(frozen=True, slots=True)
class Nearest:
    """A record, by its primary key, that holds only a part of a query: the words as typed that it holds, and lacks."""

    pk: int
    holds: tuple[str, ...]
    lacks: tuple[str, ...]


def nearest(
    query: Query,
    read: Callable[[str], Query],
    among: Set[int],
    counts: Frequencies,
    passes: Callable[[int], bool] = lambda pk: True,
) -> tuple[Nearest, ...]:
    """At most ten records of `among` that hold the most telling part of a query, the nearest first, of those that pass.

    A word tells the more the fewer records hold it and the less the language uses it. One that a quarter of the records
    hold makes no record near, and below a share of the weight of all words none is.
    """
    parts = _parts(query, read, among)
    counts.learn(Query(tuple(parts)).every_stem)
    found = holding([Ask([group], scope) for scope in PLACES for group in parts], query.excluded)
    held = [answer & among for answer in found[: len(parts)]]
    weights = [weight(group, counts) for group in parts]
    telling: set[int] = set()
    twice: set[int] = set()
    for answer in held:
        if len(answer) <= max(FEW, COMMON * len(among)):
            twice |= answer & telling
            telling |= answer
    shares: dict[int, float] = {}
    for place, answer in enumerate(found):
        worth = list(PLACES.values())[place // len(parts)] * weights[place % len(parts)] / sum(weights)
        for pk in answer & telling:
            shares[pk] = shares.get(pk, 0.0) + worth
    near = [pk for pk, share in shares.items() if share >= (FLOOR_OF_TWO if pk in twice else FLOOR) and passes(pk)]
    near.sort(key=lambda pk: (-shares[pk], -pk))
    least = shares[near[0]] * SHARE_OF_BEST if near else 0.0
    near = scored([pk for pk in near[:CANDIDATES] if shares[pk] >= least], list(zip(parts, weights, strict=True)))
    return tuple(_told(pk, parts, held) for pk in near[:MOST])


def _told(pk: int, parts: list[Group], held: list[Set[int]]) -> Nearest:
    holds = [pk in answer for answer in held]
    return Nearest(
        pk,
        tuple(group.typed for group, is_held in zip(parts, holds, strict=True) if is_held),
        tuple(group.typed for group, is_held in zip(parts, holds, strict=True) if not is_held),
    )


def _parts(query: Query, read: Callable[[str], Query], among: Set[int]) -> list[Group]:
    """The groups of a query, one of several words that no record holds taken apart into its words."""
    alone = holding([Ask([group], Scope.ALL) for group in query.required], query.excluded)
    return [
        part
        for group, answer in zip(query.required, alone, strict=True)
        for part in ([group] if answer & among else _words(group, read))
    ]


def _words(group: Group, read: Callable[[str], Query]) -> list[Group]:
    runs = [run for run in runs_of(group.typed) if not run.is_common]
    return [part for run in runs for part in read(run.text).required] if len(runs) > 1 else [group]
