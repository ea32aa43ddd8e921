"""The catalogue index of a moment, read from `Resource.objects.published()` and nothing else, for one edition."""

import time
from array import array
from dataclasses import replace
from datetime import datetime

from pyroaring import BitMap

from icpr.lib.database.places import PerPlace
from icpr.lib.memory import give_back
from icpr.lib.metrics import counting
from resources import edition as editions
from resources.catalogue.catalogue_index import CatalogueIndex, Order, facets_of, places_of, sum_of
from resources.catalogue.facets import FACETS
from resources.catalogue.index_changes import renewed
from resources.catalogue.values import Value
from resources.edition import LISTS, Edition, per_edition
from resources.models import Catalogue, Resource
from resources.search import blocks

MANY = 10_000  # records, from which on the memory that reading them takes is worth giving back


def build(now: datetime) -> CatalogueIndex:
    """Read the index for one moment from the database: some twenty queries, 0.5 to 1.5 s for 100,000 records."""
    return read(editions.at(now))


def read(edition: Edition, before: CatalogueIndex | None = None) -> CatalogueIndex:
    """As `build`, for an edition; from an index of before, where few records changed since. What changes meanwhile is
    in it too: the next edition's is then made anew."""
    while True:
        version, stamp = Catalogue.versions()[0], blocks.of(edition)
        index = None if before is None else renewed(before, edition, stamp)
        if index is None:
            index = whole(edition, stamp)
        if Catalogue.versions()[0] == version:  # else it changed under our hands: read again
            return index


def whole(edition: Edition, stamp: int) -> CatalogueIndex:
    """The index of an edition, read from all records. stamp: of the blocks, given before."""
    published = Resource.objects.published(edition.read_at)
    rows = list(published.newest().values_list("pk", "sort_title", "number", "issued_on", "new_until"))
    ids = array("q", (row[0] for row in rows))
    positions = {pk: position for position, pk in enumerate(ids)}
    filed = array("l", bytes(array("l").itemsize * len(rows)))
    for place, position in enumerate(sorted(range(len(rows)), key=lambda p: rows[p][1:3])):
        filed[position] = place
    by_year: dict[int, array] = {}
    undated = array("I")
    for position, (*_, issued_on, _) in enumerate(rows):
        (undated if issued_on is None else by_year.setdefault(issued_on.year, array("I"))).append(position)
    new_until = {position: row[4] for position, row in enumerate(rows) if row[4] is not None}
    order = Order(
        days=array("I", (row[3].toordinal() if row[3] else 0 for row in rows)),
        numbers=array("I", (row[2] for row in rows)),
        titles=array("I", (sum_of(row[1]) for row in rows)),
    )
    rows.clear()  # what is read next can have its memory
    members = {facet.name: facet.members(positions) for facet in FACETS if not facet.many}
    index = CatalogueIndex(
        edition=edition,
        ids=ids,
        positions=positions,
        places=places_of(positions),
        filed=filed,
        facets=facets_of(members, lambda facet: facet.read(positions)),
        years={year: BitMap(by_year[year]) for year in sorted(by_year, reverse=True)},
        undated=BitMap(undated),
        new_until=new_until,
        order=order,
        by_value=members,
        stamp=stamp,
    )
    if len(ids) > MANY:
        give_back()
    return index


@per_edition(*LISTS)
def _read(edition: Edition) -> CatalogueIndex:
    """The index of what is published in an edition; from the one before it, where few records changed since."""
    began, last = time.perf_counter(), _last()
    last[:] = [read(edition, last[0] if last else None)]
    counting.index_made(began)
    return last[0]


_last: PerPlace[list[CatalogueIndex]] = PerPlace(list)


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


def is_behind(edition: Edition) -> bool:
    """Whether the index that this process has made is of an edition that lists something else."""
    return _read.is_made and not _read.is_of(edition)


def values_from_record(resource: Resource) -> dict[str, list[Value]]:
    """The facet values of a record read from the record itself, published or not: for previews."""
    return {facet.name: facet.of(resource) for facet in FACETS if not facet.many}
