"""Writes to staff, on Monday morning by the site's own clock, which of their records wait on the quality desk.

Each is looked at once a week, whether there is anything to write or not, and the letter and that it was looked at are
written in one transaction: whatever is killed, and wherever, nobody gets two letters. What was not looked at on Monday,
because no server ran or all mail was paused, is looked at as soon as it can be, with the numbers of that moment.
"""

from collections.abc import Iterator
from datetime import date, datetime

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from icpr.jobs.leases import Lease
from icpr.lib.http.site import absolute
from icpr.outbox import queue
from resources.desk import reading
from resources.desk.models import WeeklyMail
from resources.desk.reading import Standing
from resources.following import periods
from resources.following.models import Rhythm
from resources.review.telling import can_tell, staff_with, tell

PERMISSION = "resources.view_resource"  # who has it sees the queues, and the records in them
TEXT = """What waits on the quality desk of the records that are yours: assigned to you, or handed in by you and
assigned to nobody.

{queues}

You get this on Mondays, and only when something waits. “Quality desk” on the start page of the admin ends it:
{start}
"""


def write(lease: Lease, now: datetime) -> int:
    """Put the letters of the present week into the outbox. Returns how many. Raises LeaseLost, and leaves what is not
    written to whoever has the job now."""
    if not can_tell() or queue.is_paused():
        return 0
    week, number = week_of(now), 0
    for user in to_look_at(week):
        standings = waiting(user)
        with lease.fenced():
            number += _write(user, standings, week)
        lease.beat()
    return number


def week_of(now: datetime) -> date:
    """The Monday on whose morning the present week of letters began."""
    return timezone.localdate(periods.end_of_period(Rhythm.WEEKLY, now))


def to_look_at(week: date) -> Iterator[User]:
    """The staff who may see records, want the letter, and were not looked at for a week."""
    done = set(WeeklyMail.objects.done_for(week).values_list("user", flat=True))
    return (user for user in staff_with(PERMISSION) if user.pk not in done)


def waiting(user: User) -> list[Standing]:
    """The queues in which somebody has records."""
    return [each for each in reading.read(user.pk) if each.count]


def subject_of(standings: list[Standing]) -> str:
    number = len(standings)
    return f"Quality desk: {'1 queue' if number == 1 else f'{number} queues'} with records of yours"


def text_of(standings: list[Standing]) -> str:
    queues = "\n\n".join(map(_in_words, standings))
    return TEXT.format(queues=queues, start=absolute(reverse("admin:index")))


def _in_words(standing: Standing) -> str:
    count, days = standing.count, standing.days
    records = "1 record" if count == 1 else f"{count:,} records"
    age = f", {'' if count == 1 else 'the oldest '}for {'1 day' if days == 1 else f'{days:,} days'}" if days else ""
    rule = standing.queue
    return f"{rule.label}: {records}{age}\n{rule.why} {rule.how}\n{absolute(standing.url)}"


def _write(user: User, standings: list[Standing], week: date) -> int:
    """Within a transaction that nobody else writes letters in."""
    row, _ = WeeklyMail.objects.get_or_create(user=user)
    if not row.is_wanted or (row.week and row.week >= week):
        return 0
    WeeklyMail.objects.filter(pk=user.pk).update(week=week)
    return tell([user], subject_of(standings), text_of(standings), f"desk:{week}") if standings else 0
