"""What came into a collection: its entries keep the moment."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import unquote

from django.urls import resolve

from resources.following.news import Event, What
from resources.models import CollectionEntry, Resource

ENTERED = "It came into the collection."


def entered(collection: int, after: datetime, until: datetime, at: datetime) -> Iterator[tuple[str, int, Event]]:
    """("record", "item" or "practice", its primary key, the event) of what came into a collection after one moment, up
    to and with another, and is public at a later one. collection: its primary key."""
    entries = CollectionEntry.objects.public(at).filter(collection=collection, added_at__gt=after, added_at__lte=until)
    rows = list(entries.values_list("number", "item", "practice", "added_at"))
    records = dict(Resource.objects.filter(number__in=[row[0] for row in rows if row[0]]).values_list("number", "pk"))
    for number, item, practice, moment in rows:
        event = Event(moment, What.ENTERED, ENTERED)
        if number:
            yield "record", records[number], event
        elif item or practice:
            yield "item" if item else "practice", item or practice, event


def key_of(path: str) -> int:
    """The primary key of the collection that has a page."""
    slug = resolve(unquote(path)).kwargs["slug"]
    return Resource.objects.values_list("pk", flat=True).get(slug=slug)
