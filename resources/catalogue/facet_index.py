"""The catalogue index: which published record has which facet value, as bitmaps in memory.

Records are numbered in the order lists show them (newest first), so that a page of a list is a slice of a bitmap. The
index is read from `Resource.objects.published()` and nothing else, belongs to one catalogue version, and is valid until
the clock next changes what is published. See `docs/decisions.md`, "Counting on bitmaps".
"""

import threading
from array import array
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.utils import timezone
from pyroaring import BitMap

from resources.catalogue.facets import FACETS, Value
from resources.models import Catalogue, Resource
from resources.search.editions import Edition


@dataclass(frozen=True)
class CatalogueIndex:
    """What lists are answered from.

    ids: primary keys by position. positions: the way back. filed: position → place in title order.
    facets: facet name → value key → Value, in the order shown. years: year → members. undated: the rest.
    new_until: position → last day, for records marked as new.
    """

    version: int
    read_at: datetime
    valid_until: datetime | None
    ids: array
    positions: dict[int, int]
    filed: array
    facets: dict[str, dict[str, Value]]
    years: dict[int, BitMap]
    undated: BitMap
    new_until: dict[int, date]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def edition(self) -> Edition:
        return Edition(self.version, self.read_at)

    @property
    def everything(self) -> BitMap:
        return BitMap(range(len(self.ids)))

    def newest(self, *members: BitMap, most: int | None = None) -> list[int]:
        """Primary keys of the records that are in all of `members`, newest first."""
        return [self.ids[position] for position in BitMap.intersection(*members)[:most]]

    @cached_property
    def added(self) -> array:
        """Position → place in the order of `added()`, last for what changed meanwhile; one query when first asked."""
        places = array("l", [len(self)]) * len(self)
        latest = Resource.objects.published(self.edition.read_at).added().values_list("pk", flat=True)
        for place, pk in enumerate(latest.iterator(chunk_size=10_000)):
            if (position := self.positions.get(pk)) is not None:
                places[position] = place
        return places

    def marked_new(self, day: date) -> BitMap:
        """Those that staff marked as new through a day or longer."""
        return BitMap(position for position, last in self.new_until.items() if last >= day)

    def values_of(self, pk: int) -> dict[str, list[Value]]:
        """The facet values of one published record, by facet name; empty lists when it is not published."""
        position = self.positions.get(pk, -1)
        return {
            name: [value for value in values.values() if position in value.members] if position >= 0 else []
            for name, values in self.facets.items()
        }


def build(now: datetime) -> CatalogueIndex:
    """Read the index for one moment from the database: some twenty queries, 0.5 to 1.5 s for 100,000 records."""
    while True:
        version = Catalogue.current_version()
        published = Resource.objects.published(now)
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
            version=version,
            read_at=now,
            valid_until=Resource.objects.next_change(now),
            ids=ids,
            positions=positions,
            filed=filed,
            facets={facet.name: {value.key: value for value in facet.read(positions)} for facet in FACETS},
            years={year: BitMap(by_year[year]) for year in sorted(by_year, reverse=True)},
            undated=BitMap(undated),
            new_until={position: row[4] for position, row in enumerate(rows) if row[4] is not None},
        )
        if Catalogue.current_version() == version:  # else it changed under our hands: read again
            return index


_lock = threading.Lock()
_current: CatalogueIndex | None = None


def _valid(version: int, now: datetime) -> CatalogueIndex | None:
    index = _current
    if index is None or index.version != version:
        return None
    in_time = index.read_at <= now and (index.valid_until is None or now < index.valid_until)
    return index if in_time else None


def current() -> CatalogueIndex:
    """The index of this moment. Costs one small query when nothing has changed; one thread at a time builds."""
    global _current
    now = timezone.now()
    index = _valid(Catalogue.current_version(), now)
    if index is None:
        with _lock:
            now = timezone.now()
            index = _valid(Catalogue.current_version(), now)
            if index is None:
                index = _current = build(now)
    return index


def is_made() -> bool:
    """Whether this process has made an index, of now or of before."""
    return _current is not None


def values_from_record(resource: Resource) -> dict[str, list[Value]]:
    """The facet values of a record read from the record itself, published or not: for previews."""
    return {facet.name: facet.of(resource) for facet in FACETS}
