"""Some hundreds of things found by their words in memory, with the same groups and the same score as records.

For what is small and shown beside the records: a statement of the database for each search would cost more.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from math import log, sqrt
from typing import Generic, NamedTuple, TypeVar

from resources.search import ranking, scoring
from resources.search.analysis import analyse
from resources.search.queries import Alternative, Group, Phrase, Query
from resources.search.scoring import Field

T = TypeVar("T")
APART = " / "  # no word, so that no phrase runs from one field into the next


class Kind(NamedTuple):
    """What a field of entries weighs, and how many words it usually has."""

    weight: float
    usual_length: int


@dataclass(frozen=True, slots=True)
class Near(Generic[T]):
    """An entry that holds only a part of a query, which is this share of all it tells."""

    entry: T
    share: float


class Entries(Generic[T]):
    """Things with their texts; the first field of each is its title."""

    def __init__(self, described: Iterable[tuple[T, Sequence[tuple[Kind, str]]]]):
        self.entries: list[T] = []
        self._fields: list[tuple[Field, ...]] = []
        self._whole: list[str] = []
        self._holders: dict[str, set[int]] = {}
        for place, (entry, texts) in enumerate(described):
            fields = tuple(scoring.field_of(analyse(text), *kind) for kind, text in texts)
            self.entries.append(entry)
            self._fields.append(fields)
            self._whole.append(APART.join(field.text for field in fields))
            for stem in {stem for field in fields for stem in field.text.split()}:
                self._holders.setdefault(stem, set()).add(place)

    def __len__(self) -> int:
        return len(self.entries)

    def rarity(self, phrase: Phrase) -> float:
        """How much a phrase tells among these entries, as `Frequencies.rarity` says it among records."""
        fewest = min(len(self._holders.get(stem, ())) for stem in phrase)
        return sqrt(log(1 + (len(self) + 1) / (fewest + 0.5)))

    def holding(self, query: Query) -> set[int]:
        """The places of those that hold all of a query.

        Where nothing is held in the words that were typed, the other words for it have to stand in the title: some are
        broader ("parking ticket" is searched as "citation" too), and what mentions these is no answer.
        """
        found = reduce(set.intersection, map(self._with, query.required)) if query else set()
        typed = set().union(*map(self._with_exactly, query.required)) if found else found
        found = {place for place in found if place in typed or self._is_titled(place, query.required)}
        return found.difference(*map(self._with_exactly, query.excluded))

    def titled(self, query: Query) -> set[int]:
        """The places of those whose titles hold all of a query, in whichever words."""
        return {place for place in self.holding(query) if self._is_titled(place, query.required)}

    def best_first(self, query: Query, places: Iterable[int]) -> list[int]:
        """Places in the order of their scores; equal ones as they were given to the index."""
        groups = [(group, ranking.rarity(group, self)) for group in query.required]
        scores = {place: scoring.score(self._fields[place], groups) for place in places}
        return sorted(scores, key=lambda place: (-scores[place], place))

    def nearest(self, query: Query, rarity: Callable[[Group], float], *, least: float) -> list[Near[T]]:
        """Those that hold at least two groups of a query, and this share of what it tells; the most first.

        `rarity` says how much a group tells to the records: what tells little there or here tells little.
        """
        weights = [min(ranking.rarity(group, self), rarity(group)) for group in query.required]
        held: dict[int, list[float]] = {}
        for group, weight in zip(query.required, weights, strict=True):
            for place in self._with(group):
                held.setdefault(place, []).append(weight / sum(weights))
        shares = {place: sum(parts) for place, parts in held.items() if len(parts) > 1 and sum(parts) >= least}
        unwanted = set().union(*map(self._with_exactly, query.excluded))
        best = self.best_first(query, shares.keys() - unwanted)
        return [Near(self.entries[place], shares[place]) for place in sorted(best, key=lambda place: -shares[place])]

    def _is_titled(self, place: int, groups: Iterable[Group]) -> bool:
        title = self._fields[place][0].text
        ways = ((*group.exact, *group.others) for group in groups)
        return all(any(all(f" {' '.join(phrase)} " in title for phrase in way) for way in group) for group in ways)

    def _with(self, group: Group) -> set[int]:
        return set().union(*map(self._with_all, (*group.exact, *group.others)))

    def _with_exactly(self, group: Group) -> set[int]:
        return set().union(*map(self._with_all, group.exact))

    def _with_all(self, phrases: Alternative) -> set[int]:
        return reduce(set.intersection, map(self._with_phrase, phrases))

    def _with_phrase(self, phrase: Phrase) -> set[int]:
        found = reduce(set.intersection, (self._holders.get(stem, set()) for stem in phrase))
        if len(phrase) == 1 or not found:
            return found
        needle = f" {' '.join(phrase)} "
        return {place for place in found if needle in self._whole[place]}
