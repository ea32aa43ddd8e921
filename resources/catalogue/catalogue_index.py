"""The catalogue index: which published record has which facet value, as bitmaps in memory.

Records are numbered in the order lists show them (newest first), so that a page of a list is a slice of a bitmap. See
`docs/decisions.md`, "Counting on bitmaps".
"""

from array import array
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple
from zlib import crc32

from pyroaring import BitMap

from resources.catalogue import additions
from resources.catalogue.facets import FACETS, Facet
from resources.catalogue.many_values import largest_first
from resources.catalogue.positions import NOWHERE, Positions
from resources.catalogue.values import Value
from resources.edition import Edition
from resources.models.availability import OPENABLE

FEW_VALUED = [facet.name for facet in FACETS if not facet.many]
LISTED, VERY_FEW = 16, 500  # which share of all records is so; see `CatalogueIndex.counting`
LONG = [facet.name for facet in FACETS if facet.long and not facet.many]


class Order(NamedTuple):
    """What a record's position and its place by title depend on, by position. days: of the issue date, as ordinals; 0
    is not known. numbers: permanent ones. titles: check sums, which tell whether a title is another."""

    days: array
    numbers: array
    titles: array


@dataclass(frozen=True)
class CatalogueIndex:
    """What lists are answered from.

    ids: primary keys by position. positions: the way back. by_title: the positions in title order.
    facets: facet name → value key → Value, in the order shown. years: year → members. undated: the rest.
    new_until: position → last day, for records marked as new. order: what the positions came from. by_value: of each
    facet but those of many values, the records by primary key or key of the value. stamp: what was read is no older
    than this stamp of `resources.search.blocks`.
    """

    edition: Edition
    ids: array
    positions: Positions
    by_title: array
    facets: dict[str, Mapping[str, Value]]
    years: dict[int, BitMap]
    undated: BitMap
    new_until: dict[int, date]
    order: Order
    by_value: dict[str, dict[object, BitMap]]
    stamp: int

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def version(self) -> int:
        return self.edition.list_version

    @property
    def valid_until(self) -> datetime | None:
        return self.edition.valid_until

    @property
    def everything(self) -> BitMap:
        return BitMap(range(len(self.ids)))

    def members(self, keys: Iterable[int]) -> BitMap:
        """The positions of some published records, by their primary keys."""
        return self.positions.of(keys)

    def having(self, facet: str, keys: Iterable[str]) -> BitMap:
        """The positions of the records that have any of some values of a facet; a key that no value has finds none."""
        values = self.facets[facet]
        return BitMap().union(*(values[key].members for key in keys if key in values))

    def counting(self, among: BitMap) -> Callable[[BitMap], int]:
        """What counts how many of some records others are. Of a sixteenth or fewer a bitmap holds the numbers one by
        one, and to compare them with those of each value takes as long as both are. What is left is held as bits, of
        which each is one look; of very few, the numbers are sooner compared."""
        if not len(self) // LISTED > len(among) > len(self) // VERY_FEW:
            return among.intersection_cardinality
        number_out = (self.everything - among).intersection_cardinality
        return lambda members: len(members) - number_out(members)

    def newest(self, *members: BitMap, most: int | None = None) -> list[int]:
        """Primary keys of the records that are in all of `members`, newest first."""
        return [self.ids[position] for position in BitMap.intersection(*members)[:most]]

    @cached_property
    def filed(self) -> array:
        """Position → place in title order; made when first asked for."""
        return _places_in(self.by_title, len(self))

    @cached_property
    def by_addition(self) -> array:
        """The positions in the order of `added()`, what changed meanwhile last; read when first asked for."""
        keys = reversed(additions.of(self.edition).keys)
        latest = array("I", filter(NOWHERE.__ne__, self.positions.lookup(keys)))
        if len(latest) < len(self):
            latest.extend(self.everything - BitMap(latest))
        return latest

    @cached_property
    def added(self) -> array:
        """Position → place in the order of `added()`."""
        return _places_in(self.by_addition, len(self))

    @cached_property
    def largest_first(self) -> dict[str, list[tuple[int, int]]]:
        """Of each long facet but those of many values, the number of records and the place of each value."""
        sizes = {name: enumerate(len(value.members) for value in self.facets[name].values()) for name in LONG}
        return {name: sorted(((size, at) for at, size in each), key=largest_first) for name, each in sizes.items()}

    @cached_property
    def openable(self) -> BitMap:
        """Those whose work is a click away; see `Availability`."""
        return self.having("availability", OPENABLE)

    def marked_new(self, day: date) -> BitMap:
        """Those that staff marked as new through a day or longer."""
        return BitMap(position for position, last in self.new_until.items() if last >= day)

    def values_of(self, pk: int) -> dict[str, list[Value]]:
        """The facet values of one published record, by facet name; empty lists when it is not published.

        Without those of facets of many values: too many to look at each, and the record has its own.
        """
        position = self.positions.get(pk, NOWHERE)
        return {
            name: [value for value in self.facets[name].values() if position in value.members] for name in FEW_VALUED
        }


def sum_of(title: str) -> int:
    """A check sum of a title, for `Order.titles`."""
    return crc32(title.encode())


def facets_of(
    members: dict[str, dict[object, BitMap]], many: Callable[[Facet], Mapping[str, Value]]
) -> dict[str, Mapping[str, Value]]:
    """The values of every facet by its name, those of many values as `many` gives them."""
    return {facet.name: many(facet) if facet.many else facet.values(members[facet.name]) for facet in FACETS}


def _places_in(order: array, size: int) -> array:
    """Position → place in an order of the positions."""
    places = array("I", bytes(4 * size))
    for place, position in enumerate(order):
        places[position] = place
    return places
