"""The catalogue index of an edition made from that of one before: only the blocks of records that changed are read.

Of what belongs to no record, the names and the order of values, all is read: it is little. Records that come, go or
change their place push those behind them along, in every bitmap.
"""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from itertools import filterfalse
from typing import NamedTuple

from pyroaring import BitMap

from resources.catalogue.catalogue_index import CatalogueIndex, Order, facets_of, sum_of
from resources.catalogue.columns import put, without
from resources.catalogue.facets import FACETS, Facet
from resources.catalogue.many_values import ManyValues
from resources.catalogue.positions import Positions
from resources.catalogue.values import in_parts, of_blocks
from resources.edition import Edition
from resources.models import RecordBlock, Resource
from resources.search import blocks

FEW = 16  # records that come, go or change their place: with more, each bitmap is made anew instead of pushed along
TOGETHER = 1_000  # titles asked for at once
END = 2**32

Shift = Callable[[BitMap], BitMap]


class Row(NamedTuple):
    """What is read of a public record; see `Order`."""

    pk: int
    title: str
    number: int
    issued_on: date | None
    new_until: date | None

    @property
    def day(self) -> int:
        return self.issued_on.toordinal() if self.issued_on else 0


def renewed(before: CatalogueIndex, edition: Edition, stamp: int) -> CatalogueIndex | None:
    """The index of an edition, or None when too much changed since the one before. stamp: of the blocks, given before
    anything is read."""
    changed = blocks.since(before.stamp, before.edition, edition)
    if blocks.are_many(changed, len(before)):
        return None
    public = Resource.objects.published(edition.read_at).order_by()
    found = public.values_list("pk", "sort_title", "number", "issued_on", "new_until")
    rows = {row[0]: Row(*row) for part in in_parts(changed) for row in found.filter(of_blocks("pk", part))}
    held = {pk: before.positions[pk] for each in changed for pk in RecordBlock.keys(each) if pk in before.positions}
    return Change(before, rows, held).made(edition, stamp, changed)


class Change:
    """What some records that are public now, and the positions some of the same blocks held before, change.

    going: the positions that are left, by records gone or standing elsewhere now, ascending. coming: what stands
    anywhere anew, the newest first; arrivals: the positions they take. retitled: what has another title or number, or
    is new.
    """

    def __init__(self, before: CatalogueIndex, rows: dict[int, Row], held: dict[int, int]):
        self.before, self.rows, self.held = before, rows, held
        order = before.order
        staying = {
            pk
            for pk, position in held.items()
            if pk in rows and (order.days[position], order.numbers[position]) == (rows[pk].day, rows[pk].number)
        }
        self.going = sorted(position for pk, position in held.items() if pk not in staying)
        coming = (row for pk, row in rows.items() if pk not in staying)
        self.coming = sorted(coming, key=lambda row: (-row.day, -row.number))
        self.retitled = [row for row in rows.values() if not self._is_filed_as_before(row)]
        self.arrivals: list[int] = []

    def _is_filed_as_before(self, row: Row) -> bool:
        order, position = self.before.order, self.held.get(row.pk)
        filed = sum_of(row.title), row.number
        return position is not None and (order.titles[position], order.numbers[position]) == filed

    def made(self, edition: Edition, stamp: int, changed: list[int]) -> CatalogueIndex:
        """The index as it is now."""
        before, rows = self.before, self.rows
        ids, order = self._in_order()
        is_moved = bool(self.going or self.coming)
        positions = Positions(ids) if is_moved else before.positions
        for row in self.retitled:
            order.titles[positions[row.pk]] = sum_of(row.title)
        self.left = BitMap(self.going)
        self.place_of = self._place_of(len(ids)) if is_moved else None
        read = {pk: positions[pk] for pk in rows}
        block = BitMap(read.values())
        members = {
            facet.name: self._changed(before.by_value[facet.name], facet.members(read, changed), block)
            for facet in FACETS
            if not facet.many
        }
        dates = {year: BitMap() for year in {row.issued_on and row.issued_on.year for row in rows.values()}}
        for pk, row in rows.items():
            dates[row.issued_on and row.issued_on.year].add(read[pk])
        years = self._changed({None: before.undated} | before.years, dates, block)
        undated = years.pop(None, BitMap())
        marks = {pk: row.new_until for pk, row in rows.items() if row.new_until}
        marks |= {before.ids[at]: day for at, day in before.new_until.items() if before.ids[at] not in self.held}
        return replace(
            before,
            edition=edition,
            ids=ids,
            positions=positions,
            by_title=self._by_title(ids, positions),
            facets=facets_of(members, lambda facet: self._many(facet, positions, changed)),
            years={year: years[year] for year in sorted(years, reverse=True)},
            undated=undated,
            new_until=dict(sorted((positions[pk], day) for pk, day in marks.items())),
            order=order,
            by_value=members,
            stamp=stamp,
        )

    def _in_order(self) -> tuple[array, Order]:
        """The primary keys, and what their order came from, of all records there are now."""
        if not (self.going or self.coming):
            return self.before.ids, Order(*self.before.order[:2], self.before.order.titles[:])
        ids, days, numbers, titles = (without(each, self.going) for each in (self.before.ids, *self.before.order))
        kept = range(len(ids))
        places = [
            bisect_left(kept, (-row.day, -row.number), key=lambda at: (-days[at], -numbers[at])) for row in self.coming
        ]
        self.arrivals = [place + before for before, place in enumerate(places)]
        fresh = ((row.pk, row.day, row.number, sum_of(row.title)) for row in self.coming)
        columns = zip(*fresh, strict=True) if self.coming else ((),) * 4
        ids, *order = map(put, (ids, days, numbers, titles), [places] * 4, columns)
        return ids, Order(*order)

    def _place_of(self, size: int) -> array:
        """Position before → position now; 0 for records that are gone or stand elsewhere."""
        now = without(array("I", range(size)), self.arrivals)
        return put(now, [position - before for before, position in enumerate(self.going)], [0] * len(self.going))

    def _shifted(self, members: BitMap) -> BitMap:
        """Members at the positions they have now, without those of records that come, go or change their place."""
        if len(self.going) + len(self.arrivals) > FEW:
            return BitMap(array("I", map(self.place_of.__getitem__, members - self.left)))
        for position in reversed(self.going):
            members = _opened(members, position, position + 1, -1)
        for position in self.arrivals:
            members = _opened(members, position, position, 1)
        return members

    def _changed(self, before: Mapping, fresh: Mapping, block: BitMap) -> dict[object, BitMap]:
        """Members by value as they are now: of the records of the blocks, as read."""
        now = {}
        for key in before.keys() | fresh.keys():
            kept = self._shifted(before[key]) if key in before else BitMap()
            if kept.intersect(block):
                kept = kept - block
            if members := kept | fresh[key] if key in fresh else kept:
                now[key] = members
        return now

    def _many(self, facet: Facet, positions: Positions, changed: list[int]) -> Mapping:
        """The values of a facet of many."""
        values: ManyValues = self.before.facets[facet.name]
        return values.renewed(
            changed,
            facet.pairs(values.spellings, self.rows, changed),
            was=self.held,
            moved={row.pk for row in self.coming},
            positions=positions,
            place_of=self.place_of,
        )

    def _by_title(self, ids: array, positions: Positions) -> array:
        """The positions in title order."""
        before, again = self.before, sorted(self.retitled, key=lambda row: (row.title, row.number))
        if not (self.going or again):
            return before.by_title
        gone = (position for pk, position in self.held.items() if pk not in self.rows)
        out = BitMap([*gone, *(self.held[row.pk] for row in again if row.pk in self.held)])
        kept = array("I", filterfalse(out.__contains__, before.by_title) if out else before.by_title)
        if self.place_of is not None:
            where = self.place_of[:]
            for row in self.coming:
                if row.pk in self.held:
                    where[self.held[row.pk]] = positions[row.pk]
            kept = array("I", map(where.__getitem__, kept))
        places = self._places_by_title(again, kept, ids)
        return put(kept, places, (positions[row.pk] for row in again))

    def _places_by_title(self, again: list[Row], kept: array, ids: array) -> list[int]:
        """Where in title order each of some records belongs. All are looked for at once, by halves: of a million, in
        twenty rounds of titles that are asked for."""
        known = {row.pk: (row.title, row.number) for row in self.rows.values()}
        spans = [(0, len(kept))] * len(again)
        while any(first < stop for first, stop in spans):
            middles = [(first + stop) // 2 for first, stop in spans]
            asked = [ids[kept[at]] for at, (first, stop) in zip(middles, spans, strict=True) if first < stop]
            known |= _filed([pk for pk in dict.fromkeys(asked) if pk not in known])
            for which, (row, at) in enumerate(zip(again, middles, strict=True)):
                first, stop = spans[which]
                if first < stop:
                    is_behind = known[ids[kept[at]]] < (row.title, row.number)
                    spans[which] = (at + 1, stop) if is_behind else (first, at)
        return [first for first, _ in spans]


def _filed(keys: list[int]) -> dict[int, tuple[str, int]]:
    """By what some records are filed, by primary key."""
    rows = Resource.objects.order_by().values_list("pk", "sort_title", "number")
    parts = (keys[at : at + TOGETHER] for at in range(0, len(keys), TOGETHER))
    return {pk: (title, number) for part in parts for pk, title, number in rows.filter(pk__in=part)}


def _opened(members: BitMap, first: int, stop: int, step: int) -> BitMap:
    """Without those from `first` up to `stop`; those from there on by `step` further on."""
    if not members or members.max() < first:
        return members
    low, high = members.copy(), members.copy()
    low.remove_range(first, END)
    high.remove_range(0, stop)
    return low | high.shift(step)
