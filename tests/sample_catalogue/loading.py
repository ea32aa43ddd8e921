"""Writes a made-up catalogue: all or nothing, in batches, words for search included."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from itertools import islice

from django.db import connection, transaction

from icpr.lib.database import analyze
from resources.models import Author, Catalogue, Document, Resource, SearchText
from resources.relations import BY_FACET
from resources.search import indexing
from tests.sample_catalogue import bulk, rows
from tests.sample_catalogue.ahead import ahead
from tests.sample_catalogue.records import TITLE_MARK, Sample, sample_records
from tests.sample_catalogue.terms import ready_terms

# Records at a time. On PostgreSQL each statement leaves a dead row of the catalogue's row and of each block's, which
# all later statements of the transaction walk over: fewer and larger ones there.
BATCH = {"sqlite": 2_000, "postgresql": 20_000}
CACHE = -512_000  # kibibytes, with the minus of SQLite
LINKS = tuple(relation.field for relation in BY_FACET.values())


class CatalogueNotEmpty(Exception):
    """Raised when there are records that are not samples and nobody said to add to them."""


def load_sample_catalogue(count: int, *, seed: int = 1, add: bool = False) -> range:
    """Add `count` made-up records. Returns their permanent numbers, which go on from the last one given out.

    Raises `CatalogueNotEmpty` when the database holds any other record, unless `add`.
    """
    with _roomy(), transaction.atomic():
        catalogue = Catalogue.objects.select_for_update().get(pk=1)
        if not add and Resource.objects.exclude(title__startswith=TITLE_MARK).exists():
            raise CatalogueNotEmpty
        newest = Resource.objects.order_by("-number").values_list("number", flat=True).first()
        first = max(catalogue.last_number, newest or 0) + 1
        with bulk.bare() if newest is None else nullcontext():
            samples = sample_records(count, ready_terms(seed), seed=seed, first_number=first)
            samples = _with_keys(samples, rows.new_keys(Resource, count))
            batches = _batches(samples, BATCH[connection.vendor])
            for batch in ahead(batches) if count > BATCH[connection.vendor] else batches:
                for table in batch:
                    rows.insert(table)
        Catalogue.remember_number(first + count - 1)
        analyze.refresh(connection)  # without it SQLite reads all published records to fetch twenty by key
    return range(first, first + count)


@contextmanager
def _roomy() -> Iterator[None]:
    """Spends memory on speed: nothing that is made here refers to itself, and looking for what does costs a tenth of a
    load; and SQLite keeps the indexes of a million records at hand, where its few megabytes would be read in and out.
    """
    kept = _cache_of_sqlite()
    gc.disable()
    try:
        _cache_of_sqlite(kept and CACHE)
        yield
    finally:
        gc.enable()
        _cache_of_sqlite(kept)


def _cache_of_sqlite(size: int | None = None) -> int | None:
    """How much a connection keeps, as SQLite says it, and from now on `size`; None on PostgreSQL."""
    if connection.vendor != "sqlite":
        return None
    with connection.cursor() as cursor:
        if size is not None:
            cursor.execute(f"PRAGMA cache_size = {size}")
        return cursor.execute("PRAGMA cache_size").fetchone()[0]


def _with_keys(samples: Iterator[Sample], keys: list[int]) -> Iterator[Sample]:
    for sample, key in zip(samples, keys, strict=True):
        sample.resource.pk = key
        yield sample


def _batches(samples: Iterator[Sample], size: int) -> Iterator[list[rows.Rows]]:
    """The rows of so many records at a time, table by table. Asks the database for nothing.

    The links stand before the records: they then change no clock that is there already. The database asks for the
    records when the transaction ends.
    """
    while batch := list(islice(samples, size)):
        tables = [_links(name, batch) for name in LINKS]
        tables.append(rows.rows_of([sample.resource for sample in batch]))
        for name in ("authors", "documents"):
            if belonging := [row for sample in batch for row in _belonging(sample, name)]:
                tables.append(rows.rows_of(belonging))
        yield [*tables, rows.rows_of([_words(sample) for sample in batch])]


def _links(name: str, samples: list[Sample]) -> rows.Rows:
    """The rows of the table between resources and the terms of one relation."""
    field = Resource._meta.get_field(name)
    columns = [field.m2m_column_name(), field.m2m_reverse_name()]
    pairs = [(sample.resource.pk, term.pk) for sample in samples for term in getattr(sample, name)]
    return rows.Rows(field.remote_field.through._meta.db_table, columns, pairs)


def _belonging(sample: Sample, name: str) -> list[Author] | list[Document]:
    belonging = getattr(sample, name)
    for row in belonging:
        row.resource_id = sample.resource.pk
    return belonging


def _words(sample: Sample) -> SearchText:
    """The words of a record, from relations in memory, so that none is read back."""
    return indexing.search_text(sample.resource, {name: map(str, getattr(sample, name)) for name in indexing.RELATED})
