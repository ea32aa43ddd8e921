"""What staff name as an entry of a collection, and a reader's list that becomes one."""

import re
from urllib.parse import urlsplit

from django.db import transaction
from django.urls import Resolver404, resolve, reverse

from icpr.lib import tokens
from pillars.models import Item, Practice
from resources.curation import history
from resources.models import Access, Collection, CollectionEntry, Document, Kind, Resource
from resources.models.listed_entries import ListedEntry, Thing
from resources.reading_lists.models import ReadingList

MOST = 100  # entries of a collection: so many rows go into one form
NUMBER = re.compile(r"(?:r:)?ICPR-([0-9]{6,9})", re.IGNORECASE | re.ASCII)
COPIED = ("key", "number", "document_id", "item_id", "practice_id", "title_seen", "group", "note")
TITLE = "Collection from a reading list"


def thing_of(text: str) -> Thing | None:
    """What a text names: a number of a record ("ICPR-000018") or of an item ("1.5.1"), the name of a practice, or the
    address of any of them or of a paper here. None for what names nothing, and for a collection."""
    if number := NUMBER.fullmatch(text):
        return _record(number=int(number[1]))
    if "/" in text:
        return _at(urlsplit(text).path)
    return Item.objects.filter(number=text).first() or Practice.objects.filter(name__iexact=text).first()


def _at(path: str) -> Thing | None:
    """What has its page at a path."""
    try:
        found = resolve(path)
    except Resolver404:
        return None
    match found.url_name:
        case "resource":
            return _record(slug=found.kwargs["slug"])
        case "permanent":
            return _record(number=int(found.kwargs["number"].removeprefix("ICPR-")))
        case "item":
            return Item.objects.filter(number=found.kwargs["number"]).first()
        case "practice":
            return Practice.objects.filter(slug=found.kwargs["slug"]).first()
        case "document" if found.kwargs["pk"] < 2**63:
            return Document.objects.select_related("resource").filter(pk=found.kwargs["pk"]).first()
    return None


def _record(**lookup: object) -> Resource | None:
    return Resource.objects.exclude(kind=Kind.COLLECTION).filter(**lookup).first()


def name_of(entry: ListedEntry) -> str:
    """The text that `thing_of` reads as what an entry is of; "" when that is gone."""
    if entry.document:
        return reverse("document", args=[entry.document.pk, "paper"])
    if entry.item:
        return entry.item.number
    return entry.practice.name if entry.practice else f"ICPR-{entry.number:06d}" if entry.number else ""


def list_at(address: str) -> ReadingList | None:
    """The reading list whose private or share address this is."""
    found = re.findall(rf"(?<![\w-]){tokens.SHAPE}(?![\w-])", address)
    hashes = [tokens.hash_of(token) for token in found[:3]]
    lists = ReadingList.objects
    return lists.filter(share_hash__in=hashes).first() or lists.filter(edit_hash__in=hashes).first()


def collection_from(source: ReadingList, *, user) -> tuple[Collection, int]:
    """A draft with the title, the introduction and the entries of a list, in its order, and how many of them did not
    fit, as collections do not. The list stays as it is."""
    every = list(source.entries.in_order())
    collections = _collections(every)
    entries = [entry for entry in every if entry.number not in collections][:MOST]
    limit = Collection._meta.get_field("in_brief").max_length
    with transaction.atomic(), history.recorded(user, "Made from a reading list.", explicit=True):
        made = Collection.objects.create(
            title=source.title or TITLE, in_brief=source.introduction[:limit], access=Access.OPEN
        )
        CollectionEntry.objects.bulk_create(
            CollectionEntry(collection=made, position=place, **{name: getattr(entry, name) for name in COPIED})
            for place, entry in enumerate(entries, 1)
        )
        history.add_version(made)
    return made, len(every) - len(entries)


def _collections(entries: list[ListedEntry]) -> set[int]:
    """The permanent numbers of the collections among entries."""
    numbers = [entry.number for entry in entries if entry.number]
    return set(Resource.objects.of_kind(Kind.COLLECTION).filter(number__in=numbers).values_list("number", flat=True))
