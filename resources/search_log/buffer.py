"""Searches of this process that wait to be counted in the database; a duty of the process takes them there."""

import logging
import threading
from datetime import date

from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from resources.models import SearchCount

MOST_WAITING = 500
MOST_A_DAY = 20_000  # rows: nobody fills the disk by searching

log = logging.getLogger(__name__)
_lock = threading.Lock()
_waiting: dict[tuple[date, str, str], SearchCount] = {}


def add(day: date, query: str, filters: str, *, results: int, in_part: bool) -> None:
    """Have a search counted at the next flush; dropped when too many others wait."""
    key = (day, query, filters)
    with _lock:
        if key not in _waiting and len(_waiting) >= MOST_WAITING:
            return
        times = _waiting[key].times + 1 if key in _waiting else 1
        _waiting[key] = SearchCount(
            day=day, query=query, filters=filters, times=times, results=results, in_part=in_part
        )


def flush() -> None:
    """Write what waits. What the database refuses is dropped; never raises."""
    with _lock:
        counts = list(_waiting.values())
        _waiting.clear()
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
