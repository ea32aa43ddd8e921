"""The documents held here that belong to a reading list: of an entry that is a record all of them, else that one."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from resources.models import Document
from resources.models.listed_entries import ThingKind
from resources.reading_lists.contents import Shown


def read(shown: Collection[Shown], at: datetime, **only: object) -> list[Document]:
    """Those that are public at a moment, each once, in the order of the list, with their records; in one query.
    `only`: what they are to fulfil besides, as for `filter`."""
    whole = {each.record.pk for each in shown if each.record and each.kind == ThingKind.RECORD}
    single = {each.document.pk for each in shown if each.document}
    wanted = Document.objects.public(at).filter(Q(resource__in=whole) | Q(pk__in=single), **only)
    places: dict[int, int] = {}
    for place, each in enumerate(shown):
        if each.record:
            places.setdefault(each.record.pk, place)
    found = wanted.select_related("resource")
    return sorted(found, key=lambda document: (places[document.resource_id], document.position, document.pk))
