"""Dates known to the year, the month or the day."""

from datetime import date

from django.utils.dateformat import format as format_date

FORMATS = {"year": "Y", "month": "F Y", "day": "F j, Y"}


def display_date(day: date, precision: str) -> str:
    """A date as precisely as it is known: "2019", "May 2015" or "July 25, 2016"."""
    return format_date(day, FORMATS[precision])
