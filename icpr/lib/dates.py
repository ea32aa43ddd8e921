"""Dates known to the year, the month or the day, and which of them a work can have."""

from datetime import date

from django.utils.dateformat import format as format_date

FORMATS = {"year": "Y", "month": "F Y", "day": "F j, Y"}


def display_date(day: date, precision: str) -> str:
    """A date as precisely as it is known: "2019", "May 2015" or "July 25, 2016"."""
    return format_date(day, FORMATS[precision])


# The oldest printed works on keeping the peace are of the sixteenth century; publishers announce a year or two ahead.
FIRST_YEAR, YEARS_AHEAD = 1500, 2


def possible_years(today: date) -> range:
    """The years a work can be of, as seen from a day."""
    return range(FIRST_YEAR, today.year + YEARS_AHEAD + 1)
