"""Records in the order of given primary keys, one group or several read together, each still public."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, QuerySet
from django.utils import timezone

from icpr.lib.database.prepared import Prepared
from pillars.models import Pillar
from resources.models import Publisher, Resource


@dataclass(frozen=True)
class Shape:
    """What is read with each record of a list that is shown in some way: a statement for the records themselves, and
    one for each relation, by the name of its field."""

    records: Prepared[Resource]
    related: tuple[tuple[str, Prepared], ...] = ()

    def in_bulk(self, keys: Iterable[int]) -> dict[int, Resource]:
        """Those of some records that are public now, by primary key, with their relations prefetched."""
        now = timezone.now()
        found = {record.pk: record for record in self.records.rows(now, keys)}
        for field, prepared in self.related if found else ():
            rows = defaultdict(list)
            for row in prepared.rows(now, found):
                rows[row.record].append(row)
            like = prepared.model.objects.all()
            for pk, record in found.items():
                _set_prefetched(record, field, rows[pk], like)
        return found


def _set_prefetched(record: Resource, field: str, rows: list, like: QuerySet) -> None:
    """As `prefetch_related` does it, which makes a manager for each record first."""
    read = QuerySet(like.model, query=like.query)
    read._result_cache, read._prefetch_done = rows, True
    record.__dict__.setdefault("_prefetched_objects_cache", {})[field] = read


def _of(model, ordering: str) -> Prepared:
    """The rows of a related model, in their order, each with the primary key of its `record`."""
    return Prepared(
        model,
        lambda at, keys: (
            model.objects.filter(resources__in=keys).annotate(record=F("resources__pk")).order_by(ordering)
        ),
    )


def _records(*without: str) -> Prepared[Resource]:
    def make(at: datetime, keys: list[int]) -> QuerySet[Resource]:
        return Resource.objects.published(at).with_availability().filter(pk__in=keys).defer(*without).order_by()

    return Prepared(Resource, make)


_short = _records("body", "in_brief", "staff_note")
_publishers, _pillars = ("publishers", _of(Publisher, "name")), ("pillars", _of(Pillar, "number"))
CARDS = Shape(_short, (_pillars, _publishers))  # all a row shows
FOUND = Shape(_records(), (_pillars, _publishers))  # the same, with the long texts words are marked in
BARE = Shape(_short, (_publishers,))  # all a row without pillars shows
LINES = Shape(_short)  # all a line of a short list shows


def lines() -> QuerySet[Resource]:
    """Public records with all a line of a short list shows."""
    return Resource.objects.published().for_lines()


def cards() -> QuerySet[Resource]:
    """Public records with all a row shows."""
    return Resource.objects.published().without_texts().for_list()


def in_order(ids: list[int], public: Shape | QuerySet[Resource]) -> list[Resource]:
    """The records of these primary keys, in their order; without those that stopped being public meanwhile."""
    return together([ids], public)[0]


def together(groups: list[list[int]], public: Shape | QuerySet[Resource]) -> list[list[Resource]]:
    """As `in_order`, for several groups read at once."""
    found = public.in_bulk({pk for group in groups for pk in group})
    return [[found[pk] for pk in group if pk in found] for group in groups]
