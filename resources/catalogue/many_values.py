"""The values of a facet that has tens of thousands, most of them with a record or two."""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from copy import copy
from functools import partial
from heapq import heappush, heappushpop, nsmallest
from itertools import accumulate, chain
from operator import sub

from pyroaring import BitMap

from resources.catalogue.columns import cut, put, spliced, without
from resources.catalogue.held_names import NUMBER, SIZE, by_block
from resources.catalogue.positions import NOWHERE, Positions
from resources.catalogue.spellings import Spellings
from resources.catalogue.values import Value

LARGE = 8  # records, from which on a bitmap is worth its memory


def most_frequent(
    sizes: Iterable[tuple[int, int]], number_of: Callable[[int], int], most: int
) -> list[tuple[int, int]]:
    """The (number, place) of those values that hold most of some records, at most `most`, of equals the first; those
    that hold none are left out.

    A value holds no more of them than of all records: when none that is left can be among the best, none is counted.
    sizes: of each value how many records it has and its place, the largest first.
    """
    best: list[tuple[int, int]] = []
    for size, place in sizes:
        if len(best) == most and (size, -place) <= best[0]:
            break
        if number := number_of(place):
            (heappush if len(best) < most else heappushpop)(best, (number, -place))
    return sorted(((number, -place) for number, place in best), key=largest_first)


def largest_first(found: tuple[int, int]) -> tuple[int, int]:
    """The order of numbers and places: the largest number first, of equals the first place."""
    return -found[0], found[1]


class ManyValues(Mapping[str, Value]):
    """Key → value, the largest first. Values are made when asked for: kept as objects they would take four times as
    much.

    Takes the spellings of names, and of each published record the names it has, in any order: its primary key in the
    upper half of a number of 64 bits, that of the spelling in the lower.
    """

    def __init__(self, spellings: Spellings, pairs: Iterable[int], positions: Positions):
        self._spellings, self._ids = spellings, positions.ids
        held = sorted(set(pairs))
        self._held = by_block(held, spellings)
        self._times = array("I", bytes(4 * len(spellings)))
        for pair in held:
            self._times[pair & NUMBER] += 1
        numbers, places = spellings.key_numbers, positions.places
        found = sorted({numbers[pair & NUMBER] << 32 | places[pair >> 32] for pair in held})
        del held
        totals = array("I", bytes(4 * len(spellings)))
        for pair in found:
            totals[pair >> 32] += 1
        firsts = array("I", accumulate(totals, initial=0))
        used = [(key, number) for key, number in spellings.every() if totals[number]]
        used.sort(key=lambda each: (-totals[each[1]], each[0]))
        self._keys = [key for key, _ in used]
        self._numbers = array("I", (number for _, number in used))
        self._labels = [spellings.most_frequent(number, self._times) for number in self._numbers]
        members = (found[firsts[number] : firsts[number + 1]] for number in self._numbers)
        self._positions = array("I", (pair & NUMBER for each in members for pair in each))
        self._set_lengths(array("I", map(totals.__getitem__, self._numbers)))
        self._large = self._large_anew()

    def _set_lengths(self, lengths: array) -> None:
        """Where the positions of each value start, and at which place each key is."""
        self._starts = array("I", accumulate(lengths, initial=0))
        self._places = array("I", [NOWHERE]) * len(self._spellings)
        for place, number in enumerate(self._numbers):
            self._places[number] = place

    def _large_anew(self) -> list[BitMap]:
        large = []
        for place in range(len(self)):
            if self._size(place) < LARGE:
                break
            large.append(BitMap(self._members(place)))
        return large

    def _place(self, key: object) -> int:
        number = self._spellings.of_key(key)
        return NOWHERE if number is None or number >= len(self._places) else self._places[number]

    def __getitem__(self, key: str) -> Value:
        if (place := self._place(key)) == NOWHERE:
            raise KeyError(key)
        return self._value(place)

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, key: object) -> bool:
        return self._place(key) != NOWHERE

    @property
    def spellings(self) -> Spellings:
        """Of the names; it only grows."""
        return self._spellings

    def renewed(
        self,
        blocks: Collection[int],
        pairs: Iterable[int],
        *,
        was: Mapping[int, int],
        moved: Collection[int],
        positions: Positions,
        place_of: array | None,
    ) -> "ManyValues":
        """The same where some blocks hold `pairs` now. was: the positions that records of these blocks had, by primary
        key. moved: those that stand elsewhere now, or anew. place_of: the new position of each other; None when no
        record stands elsewhere."""
        before = {pair for number in blocks if number in self._held for pair in self._held[number].pairs}
        now = set(pairs)
        touched = {pair >> 32 for pair in before ^ now}.union(moved)
        if not touched and place_of is None:
            return self
        other = copy(self)
        other._ids = positions.ids
        gone = set(blocks)
        other._held = {number: held for number, held in self._held.items() if number not in gone}
        other._held |= by_block(sorted(now), self._spellings)
        other._times = self._times + array("I", bytes(4 * (len(self._spellings) - len(self._times))))
        for pair in before - now:
            other._times[pair & NUMBER] -= 1
        for pair in now - before:
            other._times[pair & NUMBER] += 1
        if place_of is not None:
            other._positions = array("I", map(place_of.__getitem__, self._positions))
        members = self._changed(before, now, touched, BitMap(was[pk] for pk in touched if pk in was), positions, other)
        other._put(members, is_moved=place_of is not None)
        return other

    def _changed(self, before, now, touched, out: BitMap, positions: Positions, other) -> dict[int, array]:
        """The positions of each value that any of the touched records had or has, by the number of its key; `out` are
        the positions these had."""
        numbers = self._spellings.key_numbers
        holders: dict[int, set[int]] = {numbers[pair & NUMBER]: set() for pair in before if pair >> 32 in touched}
        for pair in now:
            if pair >> 32 in touched:
                holders.setdefault(numbers[pair & NUMBER], set()).add(positions[pair >> 32])
        for number, found in holders.items():
            place = self._places[number] if number < len(self._places) else NOWHERE
            if place != NOWHERE:
                both = zip(self._members(place), other._members(place), strict=True)
                found.update(at for position, at in both if position not in out)
        return {number: array("I", sorted(found)) for number, found in holders.items()}

    def _put(self, members: dict[int, array], *, is_moved: bool) -> None:
        """Have some values, by the numbers of their keys, hold other positions; those that hold none go."""
        going = sorted(self._places[n] for n in members if n < len(self._places) and self._places[n] != NOWHERE)
        fresh = [(-len(found), self._spellings.key(n), n) for n, found in members.items() if found]
        fresh.sort()
        lengths = without(array("I", map(sub, self._starts[1:], self._starts)), going)
        keys = without(self._keys, going)
        at = [bisect_left(range(len(keys)), each[:2], key=lambda p: (-lengths[p], keys[p])) for each in fresh]
        kept = cut(self._positions, ((self._starts[place], self._starts[place + 1]) for place in going))
        starts = array("I", accumulate(lengths, initial=0))
        self._positions = spliced(kept, [starts[place] for place in at], (members[n] for *_, n in fresh))
        if members:
            self._keys = put(keys, at, (key for _, key, _ in fresh))
            self._numbers = put(without(self._numbers, going), at, (n for *_, n in fresh))
            labels = (self._spellings.most_frequent(n, self._times) for *_, n in fresh)
            self._labels = put(without(self._labels, going), at, labels)
        self._set_lengths(put(lengths, at, (-size for size, *_ in fresh)))
        if is_moved:
            self._large = self._large_anew()
        else:
            large = [BitMap(members[n]) for size, _, n in fresh if -size >= LARGE]  # they stand before all others
            kept = without(self._large, [place for place in going if place < len(self._large)])
            self._large = put(kept, at[: len(large)], large)

    def most_frequent(self, among: BitMap, most: int) -> list[Value]:
        """Those that most of some records have, at most `most`; equals in the order they stand in.

        To look at a value takes as long as at a record: no more of them are looked at than there are records.
        """
        best = self._of_many(among, most) if self._looks(among, most) <= len(among) else None
        best = self._of_few(among, most) if best is None else best
        return [self._value(place) for _, place in best]

    @property
    def labels(self) -> list[str]:
        """The labels, in the order of the keys."""
        return self._labels

    def _value(self, place: int) -> Value:
        members = self._large[place] if place < len(self._large) else BitMap(self._members(place))
        return Value(self._keys[place], self._labels[place], members)

    def _members(self, place: int) -> array:
        return self._positions[self._starts[place] : self._starts[place + 1]]

    def _of_few(self, among: BitMap, most: int) -> list[tuple[int, int]]:
        """(number, place) of the best, from the values of each record."""
        numbers = Counter(chain.from_iterable(self._names_at(position) for position in among))
        return nsmallest(most, ((times, self._places[number]) for number, times in numbers.items()), key=largest_first)

    def _names_at(self, position: int) -> Iterable[int]:
        """The numbers of the keys of a record's names."""
        if position >= len(self._ids):
            return ()
        number, slot = divmod(self._ids[position], SIZE)
        if (held := self._held.get(number)) is None:
            return ()
        return held.keys[held.starts[slot] : held.starts[slot + 1]]

    def _size(self, place: int) -> int:
        return self._starts[place + 1] - self._starts[place]

    def _looks(self, among: BitMap, most: int) -> int:
        """How many values are larger than the last of the best is, if some records have their share of each."""
        last = self._size(most - 1) * len(among) / max(1, len(self._ids)) if most <= len(self) else 0
        return bisect_left(range(len(self)), -last, key=lambda place: -self._size(place))

    def _of_many(self, among: BitMap, most: int) -> list[tuple[int, int]] | None:
        """As `_of_few`, from value by value; None when more of them than records would have to be looked at."""
        seen = min(len(self), len(among))
        best = most_frequent(((self._size(at), at) for at in range(seen)), partial(self._number, among), most)
        if seen < len(self) and (len(best) < most or self._size(seen) > best[-1][0]):
            return None
        return best

    def _number(self, among: BitMap, place: int) -> int:
        """How many of some records a value holds."""
        if place < len(self._large):
            return among.intersection_cardinality(self._large[place])
        return sum(map(among.__contains__, self._members(place)))
