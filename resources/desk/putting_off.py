"""Puts records off from a queue, until a day and for a reason."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from resources.desk.models import Snooze
from resources.desk.queues import QUEUES, Queue
from resources.models import Resource

LONGEST = timedelta(days=2 * 365)
MOST_SHOWN = 20


@transaction.atomic
def put_off(queue: Queue, records: Iterable[Resource], until: date, reason: str, *, user) -> None:
    """Leave records out of a queue until a day; a later word takes the place of an earlier one."""
    for record in records:
        given = {"until": until, "reason": reason, "by": user}
        Snooze.objects.update_or_create(resource=record, queue=queue.name, defaults=given)


def current(today: date) -> list[tuple[Snooze, str]]:
    """What is put off now, soonest back first, with the label of its queue."""
    found: QuerySet[Snooze] = Snooze.objects.current(today).select_related("resource", "by")
    return [(each, QUEUES[each.queue].label) for each in found[:MOST_SHOWN] if each.queue in QUEUES]


def forget(today: date) -> int:
    """Delete what is over. Returns how many."""
    return Snooze.objects.filter(until__lte=today).delete()[0]
