"""Dates as people type them: "2025", "March 2025", "2025-03-01" or "March 1, 2025", read as exactly as they say."""

import re
from dataclasses import dataclass
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS

from icpr.lib.dates import display_date
from icpr.lib.query.notices import quote
from icpr.lib.text.fields import one_line

YEAR, MONTH, DAY = "year", "month", "day"
HOW = "“2025”, “March 2025”, “March 1, 2025” or “2025-03-01”"
LONGEST = 60

MONTH_NAMES = [str(MONTHS[number]).lower() for number in range(1, 13)]
# What a text may look like. A month is a name, or its first letters; a day may be "1st".
NAME, NTH = r"(?P<name>[a-z]{3,9})\.?", r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
SHAPES = [
    re.compile(shape, re.ASCII)
    for shape in (
        r"(?P<year>\d{4})",
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})",
        r"(?P<month>\d{1,2})[-/.](?P<year>\d{4})",
        r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})",
        rf"{NAME},? (?P<year>\d{{4}})",
        rf"{NAME} {NTH},? (?P<year>\d{{4}})",
        rf"{NTH}(?: of)? {NAME},? (?P<year>\d{{4}})",
        rf"(?P<year>\d{{4}}),? {NAME}(?: {NTH})?",
    )
]
TWO_NUMBERS = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)


@dataclass(frozen=True)
class KnownDate:
    """A date as precisely as it is known: its first day, and "year", "month" or "day"."""

    day: date
    precision: str

    def __str__(self) -> str:
        return display_date(self.day, self.precision)


def read_date(text: str, *, is_day_first: bool | None = None) -> KnownDate | None:
    """The date a text says; None for an empty one.

    is_day_first: how "3/4/2025" is meant, where somebody has said so. Raises `ValidationError` with what to type: for
    what is no date, for a day that is in no calendar, and for two numbers that may be read both ways.
    """
    said = one_line(text).lower()
    if not said:
        return None
    if numbers := TWO_NUMBERS.fullmatch(said):
        return _of_two_numbers(*map(int, numbers.groups()), is_day_first)
    for shape in SHAPES:
        if found := shape.fullmatch(said):
            return _known(found.groupdict(), text)
    raise ValidationError(f"{quote(text)} is not a date we can read. Type {HOW}.", code="invalid")


def _of_two_numbers(first: int, second: int, year: int, is_day_first: bool | None) -> KnownDate:
    """A date such as "3/25/2025", by the one reading that gives a day, or by the one that was said."""
    orders = [(second, first)] if is_day_first else [(first, second)]
    if is_day_first is None and first != second:
        orders = [(first, second), (second, first)]
    found = [day for month, number in orders if (day := _day(year, month, number))]
    if not found:
        raise ValidationError(f"There is no such day in {year:04}. Type {HOW}.", code="no_such_day")
    if len(found) > 1:
        one, other = (display_date(day, DAY) for day in found)
        raise ValidationError(f"This may be {one} or {other}. Type one of these.", code="two_ways")
    return KnownDate(found[0], DAY)


def _known(parts: dict[str, str | None], text: str) -> KnownDate:
    year, name = int(parts["year"] or 0), parts.get("name")
    month = _month(name) if name else int(parts.get("month") or 0)
    precision = DAY if parts.get("day") else MONTH if name or parts.get("month") else YEAR
    day = _day(year, month if precision != YEAR else 1, int(parts.get("day") or 1) if precision == DAY else 1)
    if day is None:
        raise ValidationError(f"There is no such day or month as {quote(text)}. Type {HOW}.", "no_such_day")
    return KnownDate(day, precision)


def _month(name: str) -> int:
    """A month by its name or the first letters of it; "sept" as well. Raises `ValidationError` for other words."""
    found = [number for number, month in enumerate(MONTH_NAMES, 1) if month.startswith(name)]
    if len(found) != 1:
        raise ValidationError(f"“{name}” is not a month. Type {HOW}.", code="invalid")
    return found[0]


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


class KnownDateField(forms.CharField):
    """One field for a date and its precision. Gives a `KnownDate`, or None where it is empty."""

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": LONGEST, "help_text": f"{HOW}. Empty: not known."} | kwargs)

    def to_python(self, value) -> KnownDate | None:
        return value if isinstance(value, KnownDate) else read_date(super().to_python(value))

    def run_validators(self, value) -> None:
        """What is longer than any date is no date: it is refused as that, by `to_python`."""

    def has_changed(self, initial, data) -> bool:
        try:
            return not self.disabled and self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True
