"""A month of the catalogue: on which day records are published, end and are to be looked at again."""

import calendar
import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone

from resources.desk.queues import kept
from resources.models import Resource

MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
MOST = 500  # events of a month


@dataclass(frozen=True)
class Event:
    """What happens to a record on a day: "published", "ends" or "review"."""

    what: str
    record: Resource


@dataclass(frozen=True)
class Day:
    day: date
    is_of_month: bool
    is_today: bool
    events: list[Event]


def first_of(asked: str, today: date) -> date:
    """The first day of a month as typed ("2026-12"); of the present one for anything else."""
    found = MONTH.fullmatch(asked)
    return date(int(found[1]), int(found[2]), 1) if found else today.replace(day=1)


def neighbours(first: date) -> tuple[date, date]:
    """The first days of the month before and the one after."""
    return (first - timedelta(days=1)).replace(day=1), (first + timedelta(days=31)).replace(day=1)


def weeks(first: date, today: date) -> list[list[Day]]:
    """The weeks of a month, from Sunday on, with what happens on each day. One query."""
    events = _events(first)
    rows = calendar.Calendar(calendar.SUNDAY).monthdatescalendar(first.year, first.month)
    return [[Day(day, day.month == first.month, day == today, events.get(day, [])) for day in row] for row in rows]


def _events(first: date) -> dict[date, list[Event]]:
    last = neighbours(first)[1] - timedelta(days=1)
    start, end = (
        timezone.make_aware(datetime.combine(day, edge)) for day, edge in ((first, time.min), (last, time.max))
    )
    span = Q(publish_at__range=(start, end)) | Q(expire_at__range=(start, end)) | Q(review_by__range=(first, last))
    found: dict[date, list[Event]] = defaultdict(list)
    for record in kept(first).filter(span).without_texts().order_by("sort_title", "pk")[:MOST]:
        for what, moment in (
            ("published", record.publish_at),
            ("ends", record.expire_at),
            ("review", record.review_by),
        ):
            day = timezone.localdate(moment) if isinstance(moment, datetime) else moment
            if day and first <= day <= last:
                found[day].append(Event(what, record))
    return found
