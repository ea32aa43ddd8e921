"""The entries of a reading list in plain types: one meaning for JSON and CSV.

Records, items and practices are written as everywhere else; nothing that only staff may see is in them.
"""

from collections.abc import Iterable

from django.utils import timezone

from icpr.lib.http.site import absolute
from pillars.blueprint.written import item_as_dict, practice_as_dict
from pillars.models import Item, Practice
from resources.catalogue import of_items
from resources.formats.data import as_json
from resources.models import Resource
from resources.models.serialization import Written, as_utc, document_as_dict, link
from resources.reading_lists.contents import Shown


def entries(shown: list[Shown], records: Iterable[Resource]) -> list[Written]:
    """Each entry in its order: what it is, its group and note, and what the library knows of it; `records` are those of
    the list, read as forms read them. What is gone has its notice in place of that. Seven further queries at most.

    Address and title of what is gone are those it last had; days are ISO 8601.
    """
    read = {record.pk: record for record in records}
    items, practices = _items(shown), _practices(shown)
    return [
        {
            "place": place,
            "group": each.entry.group,
            "what": str(each.kind),
            "title": each.title,
            "permanent_url": absolute(each.permanent_url) if each.permanent_url else None,
            "note": each.entry.note,
            "added_on": timezone.localdate(each.entry.added_at).isoformat(),
            "gone": _gone(each),
            "record": as_json(read[each.record.pk]) if each.record and each.record.pk in read else None,
            "document": document_as_dict(each.document) if each.document else None,
            "item": items.get(each.item and each.item.pk),
            "practice": practices.get(each.practice and each.practice.pk),
        }
        for place, each in enumerate(shown, 1)
    ]


def _gone(shown: Shown) -> Written | None:
    gone = shown.gone
    if gone is None:
        return None
    later = gone.successor
    return {
        "why": str(gone.why),
        "since": as_utc(gone.since),
        "said": gone.said,
        "use_instead": link(later, later.permanent_number) if later else None,
    }


def _items(shown: list[Shown]) -> dict[int, Written]:
    keys = {each.item.pk for each in shown if each.item}
    if not keys:
        return {}
    counts = of_items.counts()
    found = Item.objects.published().with_evidence().filter(pk__in=keys)
    for item in found:
        item.resource_count = counts[item.pk]
    return {item.pk: item_as_dict(item) for item in found}


def _practices(shown: list[Shown]) -> dict[int, Written]:
    keys = {each.practice.pk for each in shown if each.practice}
    found = Practice.objects.filter(pk__in=keys).prefetch_related("findings") if keys else ()
    return {practice.pk: practice_as_dict(practice) for practice in found}
