"""What the catalogue holds for the items of the Blueprint: handed to its pages, which know nothing of resources."""

from collections import Counter
from collections.abc import Collection

from django.db.models import Case, Count, F, QuerySet, Value, When, Window
from django.db.models.functions import RowNumber

from pillars.models import Practice
from pillars.plans.contents import Shelf
from resources.models import Resource
from resources.models.availability import OPENABLE

MOST_IN_PLAN = 3  # of an item
IN_A_LINE = ("title", "slug", "language", "number", "official_url", "address_evidence")
OPENABLE_FIRST = Case(When(availability_key__in=OPENABLE, then=Value(0)), default=Value(1))
NEWEST = (F("issued_on").desc(nulls_last=True), F("number").desc())


def counts() -> Counter[int]:
    """Primary key of an item → number of its public resources, in two queries that cost what the links do, however
    large the catalogue."""
    links = Resource.items.through.objects
    public = Resource.objects.published().filter(pk__in=links.values("resource_id"))
    shown = set(public.order_by().values_list("pk", flat=True))
    return Counter(item for item, resource in links.values_list("item_id", "resource_id") if resource in shown)


def helping(items: Collection[int]) -> dict[int, Shelf]:
    """Primary key of an item → the public resources that help with it, of those items that have any: three, what can
    be opened first and then the newest, and how many there are in all. In one query for any number of items."""
    shown = Resource.objects.published().filter(items__in=items).with_availability()
    found = shown.annotate(
        helps_item=F("items"),
        in_all=Window(Count("pk"), partition_by=F("items")),
        place=Window(RowNumber(), partition_by=F("items"), order_by=(OPENABLE_FIRST, *NEWEST)),
    )
    shelves: dict[int, Shelf] = {}
    for resource in found.filter(place__lte=MOST_IN_PLAN).only(*IN_A_LINE).order_by("helps_item", "place"):
        shelves.setdefault(resource.helps_item, Shelf([], resource.in_all)).first.append(resource)
    return shelves


def of_practice(practice: Practice) -> QuerySet[Resource]:
    """The public resources of the items a practice can carry out, without those that are about the practice itself."""
    items = practice.items.published().order_by()
    linked = Resource.items.through.objects.filter(item__in=items).values("resource_id")
    about = practice.resources.order_by().values("pk")
    return Resource.objects.published().filter(pk__in=linked).exclude(pk__in=about).for_list().newest()
