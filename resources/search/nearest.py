"""The records nearest to a query that none holds all of: those that hold its most telling part."""

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import islice

from pyroaring import BitMap

from resources.search.engine import Ask, holding
from resources.search.frequency import Frequencies
from resources.search.full_text import Scope
from resources.search.queries import Group, Query, runs_of
from resources.search.ranking import scored
from resources.search.telling import weight
from resources.search.word_lists import WordLists

MOST = 10
CANDIDATES = 40  # those put in order
RELATED = 0.5  # of the weight of a group that no record holds, what a subject related to it has
# A word that more than so many of the records hold, and more than a few, makes none of them near by itself.
COMMON, FEW = 0.25, 3
ROUNDING = 1e-9
# What a record has to hold of the weight of all words, less of a sentence, which is a query of so many groups; and what
# of the weight that the nearest holds.
FLOOR, FLOOR_OF_SENTENCE, SENTENCE, SHARE_OF_BEST = 0.3, 0.2, 4, 0.5
# What a word counts by where it stands: in the title, in what describes the record in a line, deep in its text.
PLACES = {Scope.ALL: 0.5, Scope.LEAD: 0.35, Scope.TITLE: 0.15}


@dataclass(frozen=True, slots=True)
class Nearest:
    """A record, by its primary key, that holds only a part of a query: the words as typed that it holds, and lacks.

    Beside what it holds stand the names of subjects related to what it lacks.
    """

    pk: int
    holds: tuple[str, ...]
    lacks: tuple[str, ...]


def nearest(
    query: Query,
    read: Callable[[str], Query],
    among: BitMap,
    counts: Frequencies,
    lists: WordLists,
    passing: Callable[[BitMap], BitMap] = lambda records: records,
) -> tuple[Nearest, ...]:
    """At most ten records of `among` that hold the most telling part of a query, the nearest first, of those that pass.

    A word tells the more the fewer records hold it and the less the language uses it. One that a quarter of the records
    hold makes no record near, and below a share of the weight of all words none is.
    """
    parts = _parts(query, read, among, counts)
    groups = [part.group for part in parts]
    counts.learn(Query(tuple(groups)).every_stem)
    asks = [Ask([group], scope) for scope in PLACES for group in groups]
    found = holding(asks, query.excluded, counts.postings)
    held = [answer & among for answer in found[: len(parts)]]
    weights = [part.share * weight(part.group, counts, lists) for part in parts]
    telling = BitMap()
    for answer in held:
        if len(answer) <= max(FEW, COMMON * len(among)):
            telling |= answer
    floor = FLOOR_OF_SENTENCE if len(query.required) >= SENTENCE else FLOOR
    worths = [share * weight / sum(weights) for share in PLACES.values() for weight in weights]
    heaviest_first = sorted(zip(worths, found, strict=True), key=lambda part: -part[0])
    best = list(islice(_best(passing(telling), heaviest_first, floor), CANDIDATES))
    near = [pk for share, pk in best if share >= best[0][0] * SHARE_OF_BEST]
    near = scored(near, list(zip(groups, weights, strict=True)))
    return tuple(_told(pk, parts, held) for pk in near[:MOST])


def _best(records: BitMap, parts: Sequence[tuple[float, BitMap]], floor: float) -> Iterator[tuple[float, int]]:
    """The `CANDIDATES` best of some records, and more, each with its share: the worth of all the parts that hold it, if
    that is not below the floor. The greatest share comes first, of equals the greater key.

    Records that the same parts hold are weighed together, and dropped when others have more than they can come to.
    """
    alike, rest = [(0.0, records)], sum(worth for worth, _ in parts)
    for worth, answer in parts:
        rest -= worth
        split = [part for share, some in alike for part in ((share + worth, some & answer), (share, some - answer))]
        alike = [(share, some) for share, some in split if some]
        least = max(floor, _share_of_last(alike)) - rest - ROUNDING
        alike = [(share, some) for share, some in alike if share >= least]
    shares: dict[float, BitMap] = {}
    for share, some in alike:
        if share >= floor:
            shares[share] = shares.get(share, BitMap()) | some
    for share in sorted(shares, reverse=True):
        yield from ((share, pk) for pk in shares[share].to_array()[::-1])


def _share_of_last(alike: Sequence[tuple[float, BitMap]]) -> float:
    """What the last of the `CANDIDATES` best has come to so far; 0 when there are fewer."""
    count = 0
    for share, some in sorted(alike, key=lambda one: -one[0]):
        count += len(some)
        if count >= CANDIDATES:
            return share
    return 0.0


@dataclass(frozen=True, slots=True)
class Part:
    """A group to look for, with how much of its weight counts; `is_related`: a subject near to what was typed."""

    group: Group
    share: float = 1.0
    is_related: bool = False


def _told(pk: int, parts: list[Part], held: list[BitMap]) -> Nearest:
    holds = [part.group.typed for part, answer in zip(parts, held, strict=True) if pk in answer]
    lacks = [
        part.group.typed for part, answer in zip(parts, held, strict=True) if pk not in answer and not part.is_related
    ]
    return Nearest(pk, tuple(holds), tuple(lacks))


def _parts(query: Query, read: Callable[[str], Query], among: BitMap, counts: Frequencies) -> list[Part]:
    """What to look for: the groups of a query. Of one that no record holds, a subject related to it; or when it is of
    several words, these words."""
    subjects = [Group(name, ((phrase,),)) for group in query.required for phrase, name in group.related]
    wanted = dict.fromkeys([*query.required, *subjects])
    answers = holding([Ask([group], Scope.ALL) for group in wanted], query.excluded, counts.postings)
    held = {group for group, answer in zip(wanted, answers, strict=True) if answer & among}
    return [
        part for group in query.required for part in ([Part(group)] if group in held else _instead(group, held, read))
    ]


def _instead(group: Group, held: Set[Group], read: Callable[[str], Query]) -> list[Part]:
    related = (Group(name, ((phrase,),)) for phrase, name in group.related)
    if subject := next((subject for subject in related if subject in held), None):
        return [Part(group, 1 - RELATED), Part(subject, RELATED, is_related=True)]
    runs = [run for run in runs_of(group.typed) if not run.is_common]
    return [Part(part) for run in runs for part in read(run.text).required] if len(runs) > 1 else [Part(group)]
