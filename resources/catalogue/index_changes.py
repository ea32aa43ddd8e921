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
from resources.catalogue.facets import FACETS, Facet
from resources.catalogue.many_values import ManyValues
from resources.catalogue.positions import Positions
from resources.catalogue.values import of_blocks
from resources.edition import Edition
from resources.models import RecordBlock, Resource
from resources.search import blocks

MOST = 16  # blocks, and records that come, go or change their place: with more, all is read
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
    if len(changed) > MOST:
        return None
    public = Resource.objects.published(edition.read_at).filter(of_blocks("pk", changed)).order_by()
    fields = ("pk", "sort_title", "number", "issued_on", "new_until")
    rows = {row[0]: Row(*row) for row in public.values_list(*fields)}
    held = {pk: before.positions[pk] for each in changed for pk in RecordBlock.keys(each) if pk in before.positions}
    change = Change(before, rows, held)
    if max(len(change.going), len(change.coming)) + len(change.retitled) > MOST:
        return None
    return change.made(edition, stamp, changed)


class Change:
    """What some records that are public now, and the positions some of the same blocks held before, change.

    going: the positions that are left, by records gone or standing elsewhere now, the last first. coming: what stands
    anywhere anew, the newest first. retitled: what stays and has another title.
    """

    def __init__(self, before: CatalogueIndex, rows: dict[int, Row], held: dict[int, int]):
        self.before, self.rows, self.held = before, rows, held
        order = before.order
        staying = {
            pk
            for pk, position in held.items()
            if pk in rows and (order.days[position], order.numbers[position]) == (rows[pk].day, rows[pk].number)
        }
        self.going = sorted((position for pk, position in held.items() if pk not in staying), reverse=True)
        coming = (row for pk, row in rows.items() if pk not in staying)
        self.coming = sorted(coming, key=lambda row: (-row.day, -row.number))
        self.retitled = [rows[pk] for pk in staying if order.titles[held[pk]] != sum_of(rows[pk].title)]
        self.arrivals: list[int] = []

    def made(self, edition: Edition, stamp: int, changed: list[int]) -> CatalogueIndex:
        """The index as it is now."""
        before, rows = self.before, self.rows
        ids, order = self._in_order()
        is_moved = bool(self.going or self.coming)
        positions = Positions(ids) if is_moved else before.positions
        for row in self.retitled:
            order.titles[positions[row.pk]] = sum_of(row.title)
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
        ids = self.before.ids[:]
        order = Order(*(each[:] for each in self.before.order))
        for position in self.going:
            for each in (ids, *order):
                del each[position]
        for row in self.coming:
            key = (-row.day, -row.number)
            place = bisect_left(range(len(ids)), key, key=lambda at: (-order.days[at], -order.numbers[at]))
            for each, value in zip((ids, *order), (row.pk, row.day, row.number, 0), strict=True):
                each.insert(place, value)
            self.arrivals.append(place)
        for place, row in zip(self.arrivals, self.coming, strict=True):
            order.titles[place] = sum_of(row.title)
        return ids, order

    def _place_of(self, size: int) -> array:
        """Position before → position now; 0 for records that are gone."""
        places = array("I", range(size))
        for place in reversed(self.arrivals):
            del places[place]
        for position in reversed(self.going):
            places.insert(position, 0)
        return places

    def _shifted(self, members: BitMap) -> BitMap:
        """Members at the positions they have now, without those of records that come, go or change their place."""
        for position in self.going:
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
        """The values of a facet of many: all read anew, unless the records of the blocks have those they had."""
        values: ManyValues = self.before.facets[facet.name]
        sums = facet.sums(dict.fromkeys(self.rows, 0), changed)
        was = {pk: values.sums[position] for pk, position in self.held.items()}
        if any(was.get(pk, 0) != sums.get(pk, 0) for pk in was.keys() | sums.keys()):
            return facet.read(positions)
        return values if self.place_of is None else values.moved(self.place_of, len(positions))

    def _by_title(self, ids: array, positions: Positions) -> array:
        """The positions in title order."""
        before, again = self.before, sorted((*self.coming, *self.retitled), key=lambda row: (row.title, row.number))
        if not (self.going or again):
            return before.by_title
        out = BitMap([*self.going, *(self.held[row.pk] for row in self.retitled)])
        kept = array("I", filterfalse(out.__contains__, before.by_title) if out else before.by_title)
        if self.place_of is not None:
            kept = array("I", map(self.place_of.__getitem__, kept))
        for row in again:
            place = bisect_left(kept, (row.title, row.number), key=lambda position: self._title_at(ids[position]))
            kept.insert(place, positions[row.pk])
        return kept

    def _title_at(self, pk: int) -> tuple[str, int]:
        """By what a record is filed: seventeen are asked for to find a place among 100,000."""
        if pk in self.rows:
            return self.rows[pk].title, self.rows[pk].number
        return Resource.objects.values_list("sort_title", "number").get(pk=pk)


def _opened(members: BitMap, first: int, stop: int, step: int) -> BitMap:
    """Without those from `first` up to `stop`; those from there on by `step` further on."""
    if not members or members.max() < first:
        return members
    low, high = members.copy(), members.copy()
    low.remove_range(first, END)
    high.remove_range(0, stop)
    return low | high.shift(step)
