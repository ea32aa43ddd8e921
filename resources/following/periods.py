"""When a subscription is due, and up to which moment it is told.

Daily and weekly digests end at a fixed time of the site's own clock, so that whatever happens to the job that sends
them, a period is the same. What is told at once waits until nothing more has come for a few minutes: a hundred records
that are published one by one make one mail.

A moment up to which something was told only ever moves on. A clock that is set back makes nothing told twice.
"""

from datetime import datetime, time, timedelta

from django.db import connection
from django.utils import timezone

from resources import changes
from resources.following.models import Rhythm

HOUR = time(7)  # of daily and weekly digests, by the site's own clock
MONDAY = 0
QUIET = timedelta(minutes=5)  # without news, before it is told at once
LONGEST_WAIT = timedelta(hours=1)  # of news that is told at once, while more comes
SKEW = timedelta(minutes=1)  # by which the clocks of machines that write may differ


def known(now: datetime | None = None) -> datetime:
    """The moment up to which everything that happened is known, and nothing can come to light any more."""
    until = changes.known_until(changes.settled(now))
    return until if connection.vendor == "sqlite" else until - SKEW  # SQLite has one machine, and waits longer


def end_of_period(rhythm: str, until: datetime) -> datetime:
    """When the last whole period of a rhythm ended, at the latest `until`: the last morning, the last Monday morning.
    At once: `until` itself."""
    if rhythm == Rhythm.AT_ONCE:
        return until
    day = timezone.localdate(until)
    if rhythm == Rhythm.WEEKLY:
        day -= timedelta(days=(day.weekday() - MONDAY) % 7)
    step = timedelta(days=7 if rhythm == Rhythm.WEEKLY else 1)
    end = _morning(day)
    return end if end <= until else _morning(day - step)


def next_end(rhythm: str, now: datetime) -> datetime:
    """When the present period of a rhythm ends; at once: now."""
    if rhythm == Rhythm.AT_ONCE:
        return now
    step = timedelta(days=7 if rhythm == Rhythm.WEEKLY else 1)
    return _morning(timezone.localdate(end_of_period(rhythm, now)) + step)


def is_quiet(moments: list[datetime], until: datetime) -> bool:
    """Whether news of these moments may be told at once: nothing more has come for a while, or the first has waited
    long enough."""
    return until - max(moments) >= QUIET or until - min(moments) >= LONGEST_WAIT


def _morning(day) -> datetime:
    # In a night in which clocks are changed this is the same time by the clock, an hour sooner or later than a day ago.
    return timezone.make_aware(datetime.combine(day, HOUR))
