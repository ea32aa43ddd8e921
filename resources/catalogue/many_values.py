"""The values of a facet that has tens of thousands, most of them with a record or two."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from functools import cached_property
from heapq import heappush, heappushpop
from itertools import accumulate, chain

from pyroaring import BitMap

from resources.catalogue.values import Value

FEW_RECORDS = 2_000  # their own values are counted sooner than every value is compared with them
LARGE = 8  # records, from which on a bitmap is worth its memory


class ManyValues(Mapping[str, Value]):
    """Key → value, the largest first. Values are made when asked for: kept as objects they would take four times as
    much.

    sums: by position, a check sum of what gave the record its values, which tells whether they are still the same.

    Takes the label of each key, and pairs of a key and the position of a record that has it, in any order.
    """

    sums: array

    def __init__(self, labels: dict[str, str], pairs: Iterable[tuple[str, int]]):
        filed = sorted(labels)
        numbers = {key: number for number, key in enumerate(filed)}
        held = sorted({numbers[key] << 32 | position for key, position in pairs})
        totals = array("I", bytes(4 * len(filed)))
        for pair in held:
            totals[pair >> 32] += 1
        firsts = array("I", accumulate(totals, initial=0))
        ordered = sorted(range(len(filed)), key=totals.__getitem__, reverse=True)
        self._keys = [filed[number] for number in ordered]
        self._places = {key: place for place, key in enumerate(self._keys)}
        self._labels = [labels[key] for key in self._keys]
        self._starts = array("I", accumulate((totals[number] for number in ordered), initial=0))
        members = (held[firsts[number] : firsts[number + 1]] for number in ordered)
        self._positions = array("I", (pair & 0xFFFFFFFF for each in members for pair in each))
        large = sum(total >= LARGE for total in totals)
        self._large = [BitMap(self._members(place)) for place in range(large)]

    def __getitem__(self, key: str) -> Value:
        return self._value(self._places[key])

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def moved(self, place_of: array, size: int) -> "ManyValues":
        """The same for records that stand elsewhere now, of which there are `size`: `place_of` has the new position of
        each; 0 for one that is gone, which has no value."""
        other = copy(self)
        other.__dict__.pop("_by_position", None)
        other._positions = array("I", map(place_of.__getitem__, self._positions))
        other._large = [BitMap(other._members(place)) for place in range(len(self._large))]
        other.sums = array("Q", bytes(8 * size))
        for position, total in enumerate(self.sums):
            if total:
                other.sums[place_of[position]] = total
        return other

    def most_frequent(self, among: BitMap, most: int) -> list[Value]:
        """Those that most of some records have, at most `most`; equals in the order they stand in.

        What is asked costs what the records or the answer do, not the values.
        """
        best = self._of_few(among) if len(among) <= FEW_RECORDS else self._of_many(among, most)
        ranked = sorted(best, key=lambda found: (-found[0], found[1]))[:most]
        return [self._value(place) for _, place in ranked]

    @property
    def labels(self) -> list[str]:
        """The labels, in the order of the keys."""
        return self._labels

    def _value(self, place: int) -> Value:
        members = self._large[place] if place < len(self._large) else BitMap(self._members(place))
        return Value(self._keys[place], self._labels[place], members)

    def _members(self, place: int) -> array:
        return self._positions[self._starts[place] : self._starts[place + 1]]

    def _of_few(self, among: BitMap) -> list[tuple[int, int]]:
        """(number, place) of every value there is."""
        starts, places = self._by_position
        end = len(starts) - 1
        numbers = Counter(chain.from_iterable(places[starts[p] : starts[p + 1]] for p in among if p < end))
        return [(number, place) for place, number in numbers.items()]

    def _of_many(self, among: BitMap, most: int) -> list[tuple[int, int]]:
        """As `_of_few`, until no other can be among the best: a value holds no more of the records than of all."""
        best: list[tuple[int, int]] = []
        for place in range(len(self)):
            if len(best) == most and self._starts[place + 1] - self._starts[place] <= best[0][0]:
                break
            if place < len(self._large):
                number = among.intersection_cardinality(self._large[place])
            else:
                number = sum(position in among for position in self._members(place))
            if number and len(best) < most:
                heappush(best, (number, -place))
            elif number:
                heappushpop(best, (number, -place))
        return [(number, -place) for number, place in best]

    @cached_property
    def _by_position(self) -> tuple[array, array]:
        """Where the values of each position begin, one more at the end; and their places, position by position."""
        held = defaultdict(list)
        for place in range(len(self)):
            for position in self._members(place):
                held[position].append(place)
        positions = range(max(held, default=-1) + 1)
        starts = array("I", accumulate((len(held.get(position, ())) for position in positions), initial=0))
        return starts, array("I", chain.from_iterable(held.get(position, ()) for position in positions))
