"""What was opened of this process, until a duty of the process takes it to the database."""

import logging
import time
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from operator import add

from django.conf import settings
from django.db import DatabaseError
from django.urls import ResolverMatch
from django.utils import timezone

from icpr.lib.waiting import Waiting
from resources.usage import names, room
from resources.usage.models import OTHER, Sort, UsageCount
from resources.usage.names import Counts
from resources.usage.referrers import host_of
from resources.usage.what import named

MOST_WAITING, MOST_HOSTS = 4_000, 500
DATA, REFERRER = Sort.DATA.value, Sort.REFERRER.value
QUARTER = 900  # seconds: in every zone of time a day begins with one

log = logging.getLogger(__name__)


# A thing in a quarter of an hour, counted since 1970, with its sort and name: what day that is of the site need not be
# worked out while a reader waits.
Key = tuple[int, str, str]

_waiting: Waiting[Key, int] = Waiting()
_hosts: Waiting[Key, int] = Waiting()  # by themselves, so that made-up ones leave room for what was opened


def note(environ: Mapping, match: ResolverMatch, code: int, part: str = "") -> None:
    """Count an answer, if it is of what is counted; see `resources.usage.what.named`."""
    if not settings.USAGE_DAYS or (found := named(environ, match, code, part)) is None:
        return
    sort, name = found
    quarter = int(time.time()) // QUARTER
    _waiting.put((quarter, sort, name), 1, most=MOST_WAITING, join=add, other=_other)
    if sort != DATA and (host := host_of(environ)) is not None:
        _hosts.put((quarter, REFERRER, host), 1, most=MOST_HOSTS, join=add, other=_other)


def _other(key: Key) -> Key:
    return key[0], key[1], OTHER


def flush() -> None:
    """Write what waits. What the database refuses is dropped; never raises."""
    taken = _waiting.take() | _hosts.take()
    if not taken:
        return
    try:
        counts = names.known(_by_day(taken))
        UsageCount.objects.add(room.found(counts))
    except DatabaseError as error:
        log.warning("%s openings were not counted: %s", sum(taken.values()), error)


def _by_day(taken: Mapping[Key, int]) -> Counts:
    counts = Counter()
    for (quarter, sort, name), times in taken.items():
        counts[timezone.localdate(datetime.fromtimestamp(quarter * QUARTER, UTC)), sort, name] += times
    return counts


def clear() -> None:
    """Begin anew, as a restarted process does."""
    _waiting.clear()
    _hosts.clear()
