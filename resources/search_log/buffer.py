"""Searches of this process that wait to be counted in the database; a duty of the process takes them there."""

import logging
from datetime import date

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from icpr.lib.waiting import Waiting
from resources.models import SearchCount

MOST_WAITING = 500
MOST_A_DAY = 20_000  # rows: nobody fills the disk by searching

log = logging.getLogger(__name__)
_waiting: Waiting[tuple[date, str, str], SearchCount] = Waiting()


def add(day: date, query: str, filters: str, *, results: int, in_part: bool) -> None:
    """Have a search counted at the next flush; dropped when too many others wait."""
    row = SearchCount(day=day, query=query, filters=filters, times=1, results=results, in_part=in_part)
    _waiting.put((day, query, filters), row, most=MOST_WAITING, join=_once_more)


def _once_more(before: SearchCount, row: SearchCount) -> SearchCount:
    row.times += before.times
    return row


def flush() -> None:
    """Write what waits. What the database refuses is dropped; never raises."""
    counts = list(_waiting.take().values())
    if not counts:
        return
    try:
        if has_room():
            SearchCount.objects.add(counts)
    except DatabaseError as error:
        log.warning("%s searches were not counted: %s", len(counts), error)


def has_room() -> bool:
    """Whether more searches may be counted today."""
    return SearchCount.objects.filter(day=timezone.localdate()).count() < MOST_A_DAY


def expire() -> int:
    """Delete the searches of days longer ago than `SEARCH_LOG_DAYS`, with 0 all. Returns how many rows."""
    return SearchCount.objects.expired(timezone.localdate(), settings.SEARCH_LOG_DAYS).delete()[0]
