"""What the catalogue holds for the items of the Blueprint: handed to its pages, which know nothing of resources."""

from collections import Counter
from collections.abc import Collection

from django.db.models import QuerySet

from pillars.models import Practice
from pillars.plans.contents import Shelf
from resources.catalogue import facet_index, groups
from resources.models import Resource

MOST_IN_PLAN = 3  # of an item
IN_A_LINE = ("kind", "title", "slug", "language", "number", "official_url", "address_evidence")


def counts() -> Counter[int]:
    """Primary key of an item → number of its public resources, in two queries that cost what the links do, however
    large the catalogue."""
    links = Resource.items.through.objects
    public = Resource.objects.published().filter(pk__in=links.values("resource_id"))
    shown = set(public.order_by().values_list("pk", flat=True))
    return Counter(item for item, resource in links.values_list("item_id", "resource_id") if resource in shown)


def helping(items: Collection[int]) -> dict[int, Shelf]:
    """Primary key of an item → the public resources that help with it, of those items that have any: three, what can
    be opened first and then the newest, and how many there are in all. In three queries for any number of items."""
    index = facet_index.current()
    found: dict[int, list[tuple[bool, int]]] = {}
    links = Resource.items.through.objects.filter(item__in=items).values_list("item_id", "resource_id")
    for item, resource in links:
        position = index.positions.get(resource)
        if position is not None:
            found.setdefault(item, []).append((position not in index.openable, position))
    first = [[index.ids[position] for _, position in sorted(of_item)[:MOST_IN_PLAN]] for of_item in found.values()]
    shown = groups.together(first, Resource.objects.published().with_availability().only(*IN_A_LINE))
    return {item: Shelf(records, len(found[item])) for item, records in zip(found, shown, strict=True)}


def of_practice(practice: Practice) -> QuerySet[Resource]:
    """The public resources of the items a practice can carry out, without those that are about the practice itself."""
    items = practice.items.published().order_by()
    linked = Resource.items.through.objects.filter(item__in=items).values("resource_id")
    about = practice.resources.order_by().values("pk")
    return Resource.objects.published().filter(pk__in=linked).exclude(pk__in=about).for_list().newest()
