"""The queues of a large library, counted from time to time: a look at each of a million records takes seconds.

A library that is not large (`icpr.admin.large_lists`) is counted whenever somebody looks, and nothing is kept of it.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from resources.desk.models import CountedQueue
from resources.desk.queues import QUEUES, Queue, kept
from resources.models import Resource

MOST_LISTED = 1_000  # records of a queue, the latest


def write(standings: dict[str, tuple[int, date | datetime | None]], at: datetime) -> int:
    """Keep what the queues held at a moment, with the keys of the latest records of each. Returns how many wait."""
    today, rows = timezone.localdate(at), []
    for name, (count, since) in standings.items():
        day = timezone.localdate(since) if isinstance(since, datetime) else since
        latest = _latest(QUEUES[name], today) if count else []
        rows.append(CountedQueue(queue=name, count=count, since=day, latest=latest, counted_at=at))
    with transaction.atomic():
        forget()
        CountedQueue.objects.bulk_create(rows)
    return sum(row.count for row in rows)


def forget() -> None:
    CountedQueue.objects.all().delete()


def counted() -> dict[str, CountedQueue]:
    """What was counted last, by the names of the queues; empty where nothing is kept."""
    return {row.queue: row for row in CountedQueue.objects.all()}


def listed(queue: Queue, records: QuerySet[Resource], today: date) -> QuerySet[Resource]:
    """The records of a queue among some: of a large library the latest that were in it when it was counted and still
    are."""
    row = CountedQueue.objects.filter(queue=queue.name).first()
    if row is None:
        return kept(today, records).filter(queue.waiting(today))
    condition = queue.not_put_off(today) if queue.compares else queue.waiting(today)
    return kept(today, records).filter(Q(pk__in=row.latest), condition)


def _latest(queue: Queue, today: date) -> list[int]:
    waiting = kept(today).filter(queue.waiting(today)).order_by("-number")
    return list(waiting.values_list("pk", flat=True)[:MOST_LISTED])
