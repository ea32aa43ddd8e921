"""Moments as numbers that keep every microsecond, and as days in words."""

from datetime import UTC, datetime, timedelta

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


def day_in_words(moment: datetime) -> str:
    """A moment's day by the site's own clock: "November 3, 2026"."""
    return date_format(timezone.localtime(moment), "F j, Y")
