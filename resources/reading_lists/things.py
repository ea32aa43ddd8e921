"""What may be put on a list, as an address names it: "r:ICPR-000018", "item:1.5.1", "practice:foot-patrol" or
"document:12"."""

import re
from collections.abc import Iterable

from pillars.models import Item, Practice
from pillars.models.items import NUMBER
from resources.models import Document, Resource
from resources.models.listed_entries import Thing

WHAT = re.compile(
    rf"r:ICPR-(?P<record>[0-9]{{6,9}})|item:(?P<item>{NUMBER})|practice:(?P<practice>[-\w]{{1,80}})"
    r"|document:(?P<document>[0-9]{1,18})",
    re.ASCII,
)


def what_of(thing: Thing) -> str:
    """How an address names it."""
    match thing:
        case Item():
            return f"item:{thing.number}"
        case Practice():
            return f"practice:{thing.slug}"
        case Document():
            return f"document:{thing.pk}"
    return f"r:{thing.permanent_number}"


def found(names: Iterable[str]) -> list[Thing]:
    """What is public of what is named, each once, in the order of the names; in four queries at most. What no page
    shows is left out."""
    asked = [match for name in dict.fromkeys(names) if (match := WHAT.fullmatch(name))]
    there = {kind: _read(kind, {match[kind] for match in asked if match[kind]}) for kind in WHAT.groupindex}
    things = [there[match.lastgroup].get(_key(match.lastgroup, match[match.lastgroup])) for match in asked]
    return [thing for thing in things if thing]


def _key(kind: str, name: str) -> str | int:
    return int(name) if kind in ("record", "document") else name


def _read(kind: str, names: set[str]) -> dict[str | int, Thing]:
    """Those that are public, by what names them."""
    if not names:
        return {}
    public, keys = Resource.objects.published(), [_key(kind, name) for name in names]
    match kind:
        case "record":
            return public.without_texts().in_bulk(keys, field_name="number")
        case "item":
            return Item.objects.published().in_bulk(keys, field_name="number")
        case "practice":
            return Practice.objects.in_bulk(keys, field_name="slug")
    return Document.objects.filter(resource__in=public).select_related("resource").in_bulk(keys)
