"""Moments as numbers that keep every microsecond, as days in words, and days as the moments they begin at."""

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone
from django.utils.formats import date_format

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def to_number(moment: datetime) -> int:
    """Microseconds since 1970, as exact as databases hold a moment."""
    return (moment - EPOCH) // MICROSECOND


def of_number(microseconds: int) -> datetime:
    """The moment that so many microseconds after 1970 is, in UTC."""
    return EPOCH + microseconds * MICROSECOND


def midnight(day: date) -> datetime:
    """When a day of the site's own clock begins."""
    return timezone.make_aware(datetime.combine(day, time.min))


def day_in_words(moment: datetime) -> str:
    """A moment's day by the site's own clock: "November 3, 2026"."""
    return date_format(timezone.localtime(moment), "F j, Y")
