"""What the catalogue holds for the items of the Blueprint: handed to its pages, which know nothing of resources."""

from collections import Counter

from django.db.models import QuerySet

from pillars.models import Practice
from resources.models import Resource


def counts() -> Counter[int]:
    """Primary key of an item → number of its public resources, in two queries that cost what the links do, however
    large the catalogue."""
    links = Resource.items.through.objects
    public = Resource.objects.published().filter(pk__in=links.values("resource_id"))
    shown = set(public.order_by().values_list("pk", flat=True))
    return Counter(item for item, resource in links.values_list("item_id", "resource_id") if resource in shown)


def of_practice(practice: Practice) -> QuerySet[Resource]:
    """The public resources of the items a practice can carry out, without those that are about the practice itself."""
    items = practice.items.published().order_by()
    linked = Resource.items.through.objects.filter(item__in=items).values("resource_id")
    about = practice.resources.order_by().values("pk")
    return Resource.objects.published().filter(pk__in=linked).exclude(pk__in=about).for_list().newest()
