"""The catalogue index: which published record has which facet value, as bitmaps in memory.

Records are numbered in the order lists show them (newest first), so that a page of a list is a slice of a bitmap. The
index is read from `Resource.objects.published()` and nothing else, and belongs to one edition. See `docs/decisions.md`,
"Counting on bitmaps".
"""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from pyroaring import BitMap

from resources import edition as editions
from resources.catalogue.facets import FACETS
from resources.catalogue.values import Value
from resources.edition import LISTS, Edition, per_edition
from resources.models import Catalogue, Resource
from resources.models.availability import OPENABLE

DENSE = 16  # primary keys a record: with more of them free an array would be mostly empty
FEW_VALUED = [facet.name for facet in FACETS if not facet.many]


@dataclass(frozen=True)
class CatalogueIndex:
    """What lists are answered from.

    ids: primary keys by position. positions: the way back. places: the same as an array, while keys are dense: many are
    looked up in a quarter of the time. filed: position → place in title order.
    facets: facet name → value key → Value, in the order shown. years: year → members. undated: the rest.
    new_until: position → last day, for records marked as new.
    """

    edition: Edition
    ids: array
    positions: dict[int, int]
    places: array | dict[int, int]
    filed: array
    facets: dict[str, Mapping[str, Value]]
    years: dict[int, BitMap]
    undated: BitMap
    new_until: dict[int, date]

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
        return BitMap(array("I", map(self.places.__getitem__, keys)))

    def having(self, facet: str, keys: Iterable[str]) -> BitMap:
        """The positions of the records that have any of some values of a facet; a key that no value has finds none."""
        values = self.facets[facet]
        return BitMap().union(*(values[key].members for key in keys if key in values))

    def newest(self, *members: BitMap, most: int | None = None) -> list[int]:
        """Primary keys of the records that are in all of `members`, newest first."""
        return [self.ids[position] for position in BitMap.intersection(*members)[:most]]

    @cached_property
    def added(self) -> array:
        """Position → place in the order of `added()`, last for what changed meanwhile; read when first asked for."""
        places = array("l", [len(self)]) * len(self)
        for place, pk in enumerate(_latest(self.edition)):
            if (position := self.positions.get(pk)) is not None:
                places[position] = place
        return places

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
        position = self.positions.get(pk, -1)
        return {
            name: [value for value in self.facets[name].values() if position in value.members] if position >= 0 else []
            for name in FEW_VALUED
        }


def build(now: datetime) -> CatalogueIndex:
    """Read the index for one moment from the database: some twenty queries, 0.5 to 1.5 s for 100,000 records."""
    return read(editions.at(now))


def read(edition: Edition) -> CatalogueIndex:
    """As `build`, for an edition. What changes meanwhile is in it too: the next edition's is then made anew."""
    while True:
        version = Catalogue.versions()[0]
        published = Resource.objects.published(edition.read_at)
        rows = list(published.newest().values_list("pk", "sort_title", "number", "issued_on", "new_until"))
        ids = array("q", (row[0] for row in rows))
        positions = {pk: position for position, pk in enumerate(ids)}
        filed = array("l", bytes(array("l").itemsize * len(rows)))
        for place, position in enumerate(sorted(range(len(rows)), key=lambda p: rows[p][1:3])):
            filed[position] = place
        by_year: dict[int, list[int]] = {}
        undated = []
        for position, (*_, issued_on, _) in enumerate(rows):
            (undated if issued_on is None else by_year.setdefault(issued_on.year, [])).append(position)
        index = CatalogueIndex(
            edition=edition,
            ids=ids,
            positions=positions,
            places=_places(positions),
            filed=filed,
            facets={facet.name: facet.read(positions) for facet in FACETS},
            years={year: BitMap(by_year[year]) for year in sorted(by_year, reverse=True)},
            undated=BitMap(undated),
            new_until={position: row[4] for position, row in enumerate(rows) if row[4] is not None},
        )
        if Catalogue.versions()[0] == version:  # else it changed under our hands: read again
            return index


def _places(positions: dict[int, int]) -> array | dict[int, int]:
    most = max(positions, default=0)
    if most > DENSE * (len(positions) + 1_000):
        return positions
    places = array("I", bytes(4 * (most + 1)))
    for pk, position in positions.items():
        places[pk] = position
    return places


_read = per_edition(*LISTS)(read)


@per_edition(*LISTS)
def _latest(edition: Edition) -> array:
    """Primary keys in the order in which records were added, the latest first: one query."""
    latest = Resource.objects.published(edition.read_at).added().values_list("pk", flat=True)
    return array("q", latest.iterator(chunk_size=10_000))


@per_edition()
def of(edition: Edition) -> CatalogueIndex:
    """The index of an edition. Editions that list the same share its bitmaps."""
    return replace(_read(edition), edition=edition)


def current() -> CatalogueIndex:
    """The index of this moment. Costs one small query when nothing has changed; one thread at a time builds."""
    return of(editions.current())


def is_made() -> bool:
    """Whether this process has made an index, of now or of before."""
    return of.is_made


def values_from_record(resource: Resource) -> dict[str, list[Value]]:
    """The facet values of a record read from the record itself, published or not: for previews."""
    return {facet.name: facet.of(resource) for facet in FACETS if not facet.many}
