"""What became of items and practices of the Blueprint themselves, as far as the library knows when.

An item keeps the day it was last reworded. Of a practice and its findings the versions tell, which are kept of every
change that staff make by form or by table.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from reversion.models import Version

from icpr.lib.history.revisions import AS_IT_WAS, UNRECORDED
from pillars.models import Finding, Item, Practice
from resources.following.news import Event, What

UNSEEN = {"slug", "is_featured"}  # fields that change nothing of what is said
REWORDED, ADDED, RATED = "Its text was reworded.", "A finding was added: {}.", "A finding was changed: {}."


def of_items(after: datetime, until: datetime) -> dict[int, list[Event]]:
    """Primary key → event, of the public items that were reworded after one moment, up to and with another."""
    reworded = Item.objects.published().filter(reworded_at__gt=after, reworded_at__lte=until).order_by()
    return {pk: [Event(at, What.REWORDED, REWORDED)] for pk, at in reworded.values_list("pk", "reworded_at")}


def of_practices(after: datetime, until: datetime) -> dict[int, list[Event]]:
    """Primary key → events: that the text of a practice was reworded, that a finding was added or changed. Of changes
    of the same finding the last."""
    events: dict[int, dict[str, Event]] = defaultdict(dict)
    for version, before in _versions(Practice, after, until):
        if before is not None:
            events[int(version.object_id)][""] = Event(version.moment, What.REWORDED, REWORDED)
    holders = dict(Finding.objects.values_list("pk", "practice"))
    for version, before in _versions(Finding, after, until):
        if (practice := holders.get(int(version.object_id))) is not None:
            outcome = _fields(version)["outcome"]
            said = (ADDED if before is None else RATED).format(outcome)
            events[practice][version.object_id] = Event(version.moment, What.REWORDED, said)
    return {pk: list(found.values()) for pk, found in events.items()}


def _versions(model, after: datetime, until: datetime) -> Iterator[tuple[Version, Version | None]]:
    """Each version of a model that was kept in a period and says something else than the one before it, which is None
    for the first; the earliest first."""
    every = Version.objects.get_for_model(model).filter(revision__date_created__lte=until)
    moved = every.filter(revision__date_created__gt=after).values("object_id")
    before: dict[str, Version] = {}
    for version in every.filter(object_id__in=moved).select_related("revision").order_by("pk"):
        version.moment, last = version.revision.date_created, before.get(version.object_id)
        before[version.object_id] = version
        is_old = version.revision.comment in (AS_IT_WAS, UNRECORDED)  # it tells of no change
        if version.moment > after and not is_old and (last is None or _fields(last) != _fields(version)):
            yield version, last


def _fields(version: Version) -> dict:
    held = json.loads(version.serialized_data)[0]["fields"]
    return {name: value for name, value in held.items() if name not in UNSEEN}
