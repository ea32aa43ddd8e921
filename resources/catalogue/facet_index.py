"""The catalogue index of a moment, read from `Resource.objects.published()` and nothing else, for one edition."""

import time
from array import array
from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from functools import partial

from pyroaring import BitMap

from icpr.lib.memory import give_back
from icpr.lib.metrics import counting
from resources import edition as editions
from resources.catalogue.catalogue_index import CatalogueIndex, Order, facets_of, sum_of
from resources.catalogue.facets import FACETS
from resources.catalogue.index_changes import renewed
from resources.catalogue.positions import Positions
from resources.catalogue.values import Value
from resources.edition import LISTS, Edition, per_edition, renewed_per_edition
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
    ids, days, numbers = array("q"), array("I"), array("I")
    titles: list[str] = []
    by_year: dict[int, array] = defaultdict(partial(array, "I"))
    undated, new_until = array("I"), {}
    rows = published.newest().values_list("pk", "sort_title", "number", "issued_on", "new_until")
    for position, (pk, title, number, issued_on, last_day) in enumerate(rows.iterator(chunk_size=10_000)):
        ids.append(pk)
        titles.append(title)
        numbers.append(number)
        days.append(issued_on.toordinal() if issued_on else 0)
        (by_year[issued_on.year] if issued_on else undated).append(position)
        if last_day is not None:
            new_until[position] = last_day
    by_number = sorted(
        range(len(ids)), key=numbers.__getitem__
    )  # which settles ties: sorting keeps the order of equals
    by_title = array("I", sorted(by_number, key=titles.__getitem__))
    order = Order(days, numbers, array("I", map(sum_of, titles)))
    del titles, by_number  # what is read next can have their memory
    positions = Positions(ids)
    members = {facet.name: facet.members(positions) for facet in FACETS if not facet.many}
    index = CatalogueIndex(
        edition=edition,
        ids=ids,
        positions=positions,
        by_title=by_title,
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


@renewed_per_edition(*LISTS)
def _read(edition: Edition, before: CatalogueIndex | None) -> CatalogueIndex:
    """The index of what is published in an edition; from the one before it, where few records changed since."""
    began = time.perf_counter()
    index = read(edition, before)
    counting.index_made(began)
    return index


def begin(before: CatalogueIndex) -> None:
    """Have the first index of this process made from this one, which another process made."""
    _read.begin(before)


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
    return _read.is_behind(edition)


def values_from_record(resource: Resource) -> dict[str, list[Value]]:
    """The facet values of a record read from the record itself, published or not: for previews."""
    return {facet.name: facet.of(resource) for facet in FACETS if not facet.many}
