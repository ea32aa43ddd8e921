"""The records of a part, as every form reads them."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from icpr.lib.formats import Part
from resources.catalogue import groups
from resources.models import Resource
from resources.models.serialization import RELATED

CHUNK = 500  # records that are held in memory at once
ENTRIES = "entries"
HELD = {name: f"_{name}_held" for name in (*RELATED, ENTRIES)}


def records(part: Part) -> Iterator[Resource]:
    """The records of a part in their order, with all that `as_dict()` and citations need of them."""
    return of_ids(part.ids)


def of_ids(keys: Iterable[int]) -> Iterator[Resource]:
    """The same of some records, by their primary keys.

    Read as the catalogue is at one moment, that of the first; one that is taken back while the others are sent is left
    out. A fixed number of queries a chunk.
    """
    at, ids = timezone.now(), iter(keys)
    while chunk := list(islice(ids, CHUNK)):
        for record in groups.in_order(chunk, exported(at)):
            record._prefetched_objects_cache = {name: getattr(record, held) for name, held in HELD.items()}
            yield record


def exported(at: datetime) -> QuerySet[Resource]:
    """As `for_export()`, which makes a query set of each relation of each record: for thousands of records that is two
    thirds of the work. Here the rows are held as lists, and `all()` of a relation gives the list."""
    held = [Prefetch(name, to_attr=attribute) for name, attribute in HELD.items() if name != ENTRIES]
    held.append(Resource.objects.shown_entries(at, to_attr=HELD[ENTRIES]))
    return Resource.objects.published(at).for_export().prefetch_related(None).prefetch_related(*held)
