"""Records in the order of given primary keys, one group or several read together, each still public."""

from django.db.models import QuerySet

from resources.models import Resource


def cards() -> QuerySet[Resource]:
    """Public records with all a row shows."""
    return Resource.objects.published().without_texts().for_list()


def bare() -> QuerySet[Resource]:
    """Public records with all a row without pillars shows."""
    return lines().prefetch_related("publishers")


def lines() -> QuerySet[Resource]:
    """Public records with all a line of a short list shows."""
    return Resource.objects.published().for_lines()


def in_order(ids: list[int], public: QuerySet[Resource]) -> list[Resource]:
    """The records of these primary keys, in their order; without those that stopped being public meanwhile."""
    return together([ids], public)[0]


def together(groups: list[list[int]], public: QuerySet[Resource]) -> list[list[Resource]]:
    """As `in_order`, for several groups read at once."""
    found = public.in_bulk({pk for group in groups for pk in group})
    return [[found[pk] for pk in group if pk in found] for group in groups]
