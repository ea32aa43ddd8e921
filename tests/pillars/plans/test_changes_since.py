"""What moved in a plan since a day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pillars.models import Change, Plan
from pillars.plans.changes_since import ABSENT, since
from tests.pillars.plans.conftest import make_item, share

pytestmark = pytest.mark.django_db


def days_ago(number: int):
    return timezone.localdate() - timedelta(days=number)


def backdate(days: int) -> None:
    """All that was done until now was done so many days before."""
    for change in Change.objects.all():
        change.made_at -= timedelta(days=days)
        change.undone_at = change.undone_at and change.undone_at - timedelta(days=days)
        change.save()


def moved(days: int) -> dict:
    plan = Plan.objects.get()
    return {
        row.name: (row.before, row.after) for row in since(plan, days_ago(days), list(plan.entries.for_page())).moved
    }


def undo(visitor, plan: str) -> None:
    page = visitor.get(plan)
    visitor.client.post(
        f"{plan}history/undo/", {"change": page.partition('name="change" value="')[2].partition('"')[0]}
    )


def test_works(visitor, plan):
    visitor.post(f"{plan}items/1.1/", status="planned")
    backdate(30)
    visitor.post(f"{plan}items/1.1/", status="in-progress")
    visitor.post(f"{plan}items/1.2/", status="verified", owner="Ann")
    visitor.post(f"{plan}items/2.1/remove/", at=f"{plan}items/2.1/")
    backdate(10)
    visitor.post(f"{plan}items/1.1/", status="reported")
    assert moved(5) == {"1.1": ("In progress", "Reported as in place")}
    assert moved(20) == {
        "1.1": ("Planned", "Reported as in place"),
        "1.2": ("Not started", "Verified in place"),
        "2.1": ("Not started", ABSENT),
    }
    assert moved(60)["1.2"] == (ABSENT, "Verified in place")
    page = visitor.get(f"{plan}history/?since={days_ago(20)}")
    assert "0 of 4 items that applied then; 2 of 3 now" in page
    printed = visitor.get(f"{plan}print/?since={days_ago(20)}")
    assert 'id="moved"' in printed


def test_undone_before_the_day_never_was_and_after_it_was_so_then(visitor, plan):
    visitor.post(f"{plan}items/1.1/", status="planned")
    undo(visitor, plan)
    visitor.post(f"{plan}items/1.2/", status="planned")
    backdate(30)
    assert moved(5) == {}
    undo(visitor, plan)
    assert moved(5) == {"1.2": ("Planned", "Not started")}


def test_a_day_to_come_or_today(visitor, plan):
    assert moved(-3) == {}
    assert set(moved(0)) == {"1.1", "1.2", "1.10", "2.1"}


def test_readers_of_the_shared_plan_too(visitor, plan):
    backdate(9)
    make_item("3.1")
    visitor.post(f"{plan}items/1.1/", status="planned", note="A secret of the past")
    visitor.post(f"{plan}items/1.1/", status="verified", note="")
    page = visitor.get(f"{share(visitor, plan)}print/?since={days_ago(3)}")
    assert "Verified in place" in page
    assert "A secret of the past" not in page


@pytest.mark.parametrize("bad", ["soon", "2026-99-99", "%00", "9" * 500])
def test_what_is_no_day_is_said(visitor, plan, bad):
    assert "That is not a date" in visitor.get(f"{plan}history/?since={bad}")
    assert "is not a date" in visitor.get(f"{plan}print/?since={bad}")


def test_the_first_and_last_days_there_are(visitor, plan):
    for day in ("0001-01-01", "9999-12-31"):
        visitor.get(f"{plan}history/?since={day}")
