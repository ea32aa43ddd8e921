"""Every page of a plan is valid HTML, and says nothing it was not asked to."""

import re
from datetime import date

import pytest

from pillars.models import Entry, Plan
from tests.effort import cpu_seconds
from tests.pillars.plans.conftest import make_item, share
from tests.test_markup import problems

pytestmark = pytest.mark.django_db


def test_works_on_every_page(visitor, plan):
    make_item("3.1", helps=True)
    visitor.post(f"{plan}add/", number="3.1")
    visitor.post(f"{plan}items/1.1/", status="planned", note="<b>\"'&", owner="<i>", **{"step-0": '"><script>'})
    shared = share(visitor, plan)
    parts = [
        "",
        "add/",
        "add/?preset=proven",
        "agency/",
        "addresses/",
        "history/",
        "import/",
        "print/",
        "sheets/",
        "edit/",
        "delete/",
        "items/1.1/",
    ]
    found = {part: problems(visitor.get(f"{plan}{part}")) for part in parts}
    found |= {
        address: problems(visitor.get(address))
        for address in (shared, "/plan/", "/plan/add/?item=1.1", "/plan/deleted/")
    }
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def test_bars_say_what_the_entries_say(visitor, plan):
    for number, status in (("1.1", "verified"), ("1.2", "not-applicable"), ("1.10", "planned"), ("2.1", "reported")):
        visitor.post(f"{plan}items/{number}/", status=status)
    page = visitor.get(plan)
    assert "2 of 3 items that apply (66%)" in page
    assert 'aria-label="1. Pillar 1: Planned 1, Verified in place 1"' in page
    widths = [float(width) for width in re.findall(r'<rect class="bar__[\w-]+" x="[\d.]+" width="([\d.]+)"', page)]
    assert sum(widths) == pytest.approx(300, abs=0.01)


def test_200_items_are_quick(visitor, items):
    plan = visitor.start()
    entries = [make_item(f"{1 + index // 99}.{index % 99}.1", level="overarching") for index in range(200)]
    row = Plan.objects.get()
    Entry.objects.bulk_create(
        Entry(plan=row, item=item, position=place, note="word " * 40, due_on=date(2027, 6, 30))
        for place, item in enumerate(entries)
    )
    for part in ("", "edit/", "print/", "sheets/", "add/", "plan.csv", "plan.ics"):
        assert cpu_seconds(lambda part=part: visitor.get(f"{plan}{part}"), enough=1) < 1, part
