"""The records nearest to a query that none holds all of: those that hold its most telling part."""

from collections.abc import Callable, Set
from dataclasses import dataclass
from math import log10

from icpr.lib.folding import fold
from resources.search import word_lists
from resources.search.engine import Ask, Scope, holding
from resources.search.frequency import Frequencies
from resources.search.queries import Group, Query, runs_of
from resources.search.ranking import rarity

MOST = 10
# A word that more than so many of the records hold, and more than a few, makes none of them near by itself.
COMMON, FEW = 0.25, 3
# What a record has to hold of the weight of all words, and of what the nearest holds.
FLOOR, SHARE_OF_BEST = 0.3, 0.65
# What a word counts by where it stands: in the title, in what describes the record in a line, deep in its text.
PLACES = {Scope.ALL: 0.5, Scope.LEAD: 0.35, Scope.TITLE: 0.15}
# Of all words written, the share of one that tells least and of one that tells all it can, as powers of ten.
EVERYDAY, UNUSUAL, LEAST = -2.5, -4.0, 0.2


@dataclass(frozen=True, slots=True)
class Nearest:
    """A record, by its primary key, that holds only a part of a query: the words as typed that it holds, and lacks."""

    pk: int
    holds: tuple[str, ...]
    lacks: tuple[str, ...]


def nearest(
    query: Query, among: Set[int], counts: Frequencies, passes: Callable[[int], bool] = lambda pk: True
) -> tuple[Nearest, ...]:
    """At most ten records of `among` that hold the most telling part of a query, the nearest first, of those that pass.

    A word tells the more the fewer records hold it and the less the language uses it. One that a quarter of the records
    hold makes no record near, and below a share of the weight of all words none is.
    """
    parts = _parts(query, among)
    found = holding([Ask([group], scope) for scope in PLACES for group in parts], query.excluded)
    held = [answer & among for answer in found[: len(parts)]]
    weights = [_weight(group, counts) for group in parts]
    telling: set[int] = set()
    for answer in held:
        if len(answer) <= max(FEW, COMMON * len(among)):
            telling |= answer
    shares: dict[int, float] = {}
    for place, answer in enumerate(found):
        worth = list(PLACES.values())[place // len(parts)] * weights[place % len(parts)] / sum(weights)
        for pk in answer & telling:
            shares[pk] = shares.get(pk, 0.0) + worth
    near = [pk for pk, share in shares.items() if share >= FLOOR and passes(pk)]
    near.sort(key=lambda pk: (-shares[pk], -pk))
    least = shares[near[0]] * SHARE_OF_BEST if near else 0.0
    return tuple(_told(pk, parts, held) for pk in near[:MOST] if shares[pk] >= least)


def _told(pk: int, parts: list[Group], held: list[Set[int]]) -> Nearest:
    holds = [pk in answer for answer in held]
    return Nearest(
        pk,
        tuple(group.typed for group, is_held in zip(parts, holds, strict=True) if is_held),
        tuple(group.typed for group, is_held in zip(parts, holds, strict=True) if not is_held),
    )


def _parts(query: Query, among: Set[int]) -> list[Group]:
    """The groups of a query, one of several words that no record holds taken apart into its words."""
    alone = holding([Ask([group], Scope.ALL) for group in query.required], query.excluded)
    return [
        part
        for group, answer in zip(query.required, alone, strict=True)
        for part in ([group] if answer & among else _words(group))
    ]


def _words(group: Group) -> list[Group]:
    runs = [run for run in runs_of(group.typed) if not run.is_common]
    return [Group(run.text, ((run.parts,),)) for run in runs] if len(runs) > 1 else [group]


def _weight(group: Group, counts: Frequencies) -> float:
    """How much it tells that a record holds a group: what it tells in the catalogue, less when the language uses even
    its rarest word every day."""
    lists = word_lists.lists()
    shares = [lists.share(fold(word)) for word in group.typed.split()]
    usual = min((log10(share) if share else UNUSUAL for share in shares), default=UNUSUAL)
    part = min(1.0, max(0.0, (EVERYDAY - usual) / (EVERYDAY - UNUSUAL)))
    return rarity(group, counts) * (LEAST + (1 - LEAST) * part)
