"""A date is read as exactly as it says, and what can be read in two ways is asked, not guessed."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from icpr.lib.dates import FORMATS
from icpr.lib.typed_dates import KnownDate, KnownDateField, read_date


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2025", date(2025, 1, 1), "year"),
        ("March 2025", date(2025, 3, 1), "month"),
        ("2025-03-01", date(2025, 3, 1), "day"),
        ("March 1, 2025", date(2025, 3, 1), "day"),
        ("  mar.  2025 ", date(2025, 3, 1), "month"),
        ("Sept 2025", date(2025, 9, 1), "month"),
        ("may, 2025", date(2025, 5, 1), "month"),
        ("2025-03", date(2025, 3, 1), "month"),
        ("3/2025", date(2025, 3, 1), "month"),
        ("2025/3/1", date(2025, 3, 1), "day"),
        ("2025 March 1", date(2025, 3, 1), "day"),
        ("1 March 2025", date(2025, 3, 1), "day"),
        ("1st of March 2025", date(2025, 3, 1), "day"),
        ("march 22nd 2025", date(2025, 3, 22), "day"),
        ("3/25/2025", date(2025, 3, 25), "day"),
        ("25.3.2025", date(2025, 3, 25), "day"),
        ("3/3/2025", date(2025, 3, 3), "day"),
        ("February 29, 2024", date(2024, 2, 29), "day"),
    ],
)
def test_works(text, day, precision):
    assert read_date(text) == KnownDate(day, precision)


@pytest.mark.parametrize("text", ["", " ", "\u200b"])
def test_nothing_is_no_date(text):
    assert read_date(text) is None


@pytest.mark.parametrize("precision", FORMATS)
def test_what_is_shown_is_read_back(precision):
    for month in range(1, 13):
        day = date(2024, month, 29 if precision == "day" else 1)
        day = date(2024, 1, 1) if precision == "year" else day
        assert read_date(str(KnownDate(day, precision))) == KnownDate(day, precision)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("spring 2025", "“spring” is not a month. Type “2025”"),
        ("ju 2025", "is not a date we can read"),
        ("mai 2025", "“mai” is not a month"),
        ("25", "“25” is not a date we can read"),
        ("25-03-01", "is not a date we can read"),
        ("٢٠٢٥", "is not a date we can read"),
        ("²025", "is not a date we can read"),
        ("March\x002025", "“March 2025” is not a date we can read"),
        ("2025; DROP", "is not a date we can read"),
        ("x" * 5_000, "is not a date we can read"),
        ("0000", "no such day or month"),
        ("2025-13", "no such day or month as “2025-13”"),
        ("February 30, 2025", "no such day or month as “February 30, 2025”"),
        ("30/30/2025", "There is no such day in 2025"),
        ("3/4/2025", "This may be March 4, 2025 or April 3, 2025."),
    ],
)
def test_what_cannot_be_read_says_what_to_type(text, said):
    with pytest.raises(ValidationError) as refused:
        read_date(text)
    assert said in refused.value.messages[0]
    assert len(refused.value.messages[0]) < 200


def test_the_order_of_two_numbers_may_be_said():
    assert read_date("3/4/2025", is_day_first=True) == KnownDate(date(2025, 4, 3), "day")
    assert read_date("3/4/2025", is_day_first=False) == KnownDate(date(2025, 3, 4), "day")
    with pytest.raises(ValidationError):
        read_date("3/25/2025", is_day_first=True)


def test_every_day_of_some_years_is_read():
    for days in range(0, 800, 3):
        day = date(2023, 12, 1) + timedelta(days)
        for text in (day.isoformat(), str(KnownDate(day, "day")), day.strftime("%d %b %Y")):
            assert read_date(text) == KnownDate(day, "day")


def test_a_field_tells_a_change_from_another_spelling():
    field = KnownDateField(required=False)
    assert field.clean("") is None
    assert str(field.clean("1 may 2025")) == "May 1, 2025"
    assert not field.has_changed("May 2025", "2025-05")
    assert field.has_changed("May 2025", "2025-05-01")
    assert field.has_changed("", "2025")
    assert field.has_changed("2025", "soon")
    assert not field.has_changed("", " ")
