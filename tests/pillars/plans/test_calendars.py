"""A plan as a calendar: its form to the byte, and texts that stay what they are."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from pillars.models import Entry, Item, Plan
from pillars.plans.calendars import as_calendar
from tests.server import environment, python

STAMP = datetime(2026, 11, 28, 9, 30, 15, 123456, tzinfo=UTC)


def entry(**fields) -> tuple[Plan, list[Entry]]:
    """A plan with one entry, in memory only."""
    plan = Plan(agency_name="Smith, Jones & Co; PD", calendar_key=UUID(int=7))
    item = Item(pk=12, number="1.5.1", statement="Agencies should do it.")
    return plan, [Entry(plan=plan, item=item, due_on=date(2027, 6, 30), **fields)]


def test_works(monkeypatch):
    """What calendar programs have been given since there are plans, property for property."""
    monkeypatch.setattr(timezone, "now", lambda: STAMP)
    assert as_calendar(*entry(owner="Lt. Lee", status="planned", steps=[{"text": "Go", "done": True}])).split(
        "\r\n"
    ) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//ICPR//Blueprint plan//EN",
        r"X-WR-CALNAME:Plan of Smith\, Jones & Co\; PD",
        "BEGIN:VEVENT",
        "UID:4c261a8f-aa84-51bd-a026-acf871422878",
        "DTSTAMP:20261128T093015Z",
        "DTSTART;VALUE=DATE:20270630",
        "SUMMARY:1.5.1 Agencies should do it.",
        r"DESCRIPTION:Planned\nLt. Lee\nAgencies should do it.\n[x] Go",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


@given(st.text(st.sampled_from(["a", "é", "😀", "\\", "n", "N", "\n", ";", ",", '"', ":", "\t", "\u2028", "^", " "])))
def test_a_text_comes_out_as_it_went_in(note):
    """Also a backslash before an N, of which icalendar by itself makes a line break."""
    text = as_calendar(*entry(note=f"[{note}]"))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    [event] = Calendar.from_ical(text).walk("VEVENT")
    assert event["DESCRIPTION"].endswith(f"\n[{note}]")


def test_the_name_of_a_folder_is_no_line_break():
    text = as_calendar(*entry(note=r"\\server\North\new")).replace("\r\n ", "")
    assert r"\\\\server\\North\\new" in text


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x0b", "\x1b", "\x7f"])
def test_control_characters_are_left_out(character):
    assert "onetwo" in as_calendar(*entry(note=f"one{character}two"))


def test_the_server_starts_without_what_few_ask_for(tmp_path):
    code = "import sys, icpr.urls\nprint('icalendar' in sys.modules, 'pillars.plans.formats' in sys.modules)"
    assert python(code, environment(tmp_path)).split() == ["False", "True"]
