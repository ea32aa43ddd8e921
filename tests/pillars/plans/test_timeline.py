"""The dates of a plan in time, in words and drawn."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from pillars.models import Entry
from pillars.plans.timeline import MOST_STACKED, MOST_TICKS, Timeline
from tests.factories import make_item, make_plan
from tests.pillars.plans.conftest import words

pytestmark = pytest.mark.django_db


def laid(*dates: tuple[int | None, str]) -> Timeline:
    """The timeline of items that are due after so many days and stand so."""
    items = [make_item(number=f"1.{number}") for number in range(1, len(dates) + 1)]
    make_plan(items=items, statuses=[status for _, status in dates])
    for entry, (after, _) in zip(Entry.objects.for_page(), dates, strict=True):
        entry.due_on = None if after is None else timezone.localdate() + timedelta(days=after)
        entry.save()
    return Timeline(list(Entry.objects.for_page()))


def numbers(entries) -> list[str]:
    return [entry.item.number for entry in entries]


def test_works():
    found = laid(
        (40, "planned"), (-3, "planned"), (400, "planned"), (None, "planned"), (-9, "verified"), (5, "declined")
    )
    assert numbers(found.overdue) == ["1.2"]
    assert [numbers(month.entries) for month in found.soon] == [["1.1"]]
    assert [numbers(month.entries) for month in found.later] == [["1.3"]]
    assert numbers(found.settled) == ["1.5"]
    assert numbers(found.undated) == ["1.4"]
    assert found.numbers == [("overdue", "Overdue", 1), ("open", "To come", 2), ("settled", "In place", 1)]
    assert found.words.endswith(": overdue 1, to come 2, in place 1")


def test_every_date_is_drawn_within_the_strip():
    found = laid(*[(after, "planned") for after in (-4000, -1, 0, 1, 90, 4000)])
    assert len(found.dots) == 6
    assert all(0 < dot.x < 100 and dot.y > 0 for dot in found.dots)
    assert [dot.x for dot in found.dots] == sorted(dot.x for dot in found.dots)
    assert 1 <= len(found.ticks) <= MOST_TICKS
    assert 0 < found.now < 100


def test_one_date_alone_is_drawn_too():
    found = laid((0, "planned"))
    assert len(found.dots) == 1
    assert all(0 < dot.x < 100 for dot in found.dots)


def test_many_on_a_day_are_stacked_and_no_higher_than_there_is_room():
    found = laid(*[(30, "planned")] * (MOST_STACKED + 3))
    assert len({(dot.x, dot.y) for dot in found.dots}) == MOST_STACKED
    assert min(dot.y for dot in found.dots) > 0
    assert found.numbers == [("open", "To come", MOST_STACKED + 3)]


def test_overdue_is_a_word_and_a_shape_on_the_page(visitor, plan):
    page = visitor.get(plan)
    assert "No item has a target date yet." in page
    Entry.objects.filter(item__number="1.1").update(due_on=date(2020, 5, 1))
    Entry.objects.filter(item__number="1.2").update(due_on=timezone.localdate() + timedelta(days=300))
    page = visitor.get(plan)
    assert 'href="#dot-overdue"' in page
    assert "Overdue May 1, 2020" in words(page)
    assert "Due later than in ninety days" in words(page)
    assert "Without a date: 2 open items" in words(page)
