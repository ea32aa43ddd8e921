"""A plan's history is bounded, keeps the last change whatever its size, and says when it begins."""

import pytest

from pillars.models import Change, Plan
from pillars.plans import history

pytestmark = pytest.mark.django_db


def edit(visitor, plan: str, note: str) -> None:
    visitor.post(f"{plan}items/1.1/", status="planned", note=note)


def test_works(visitor, plan, monkeypatch):
    monkeypatch.setattr(history, "MOST_KEPT", 3)
    assert "The history goes back to" not in visitor.get(f"{plan}history/")
    for note in "abcd":
        edit(visitor, plan, note)
    assert Change.objects.count() == 3
    assert Plan.objects.get().forgotten_until
    assert "The history goes back to" in visitor.get(f"{plan}history/")
    assert "Undo" in visitor.get(plan)


def test_large_changes_are_forgotten_sooner_but_the_last_never(visitor, plan, monkeypatch):
    monkeypatch.setattr(history, "MOST_TEXT", 30_000)
    edit(visitor, plan, "a" * 9_000)
    edit(visitor, plan, "b")
    assert Change.objects.count() == 3
    edit(visitor, plan, "c" * 20_000)
    edit(visitor, plan, "d" * 20_000)
    assert Change.objects.count() == 1
    assert Change.objects.get().size > 30_000


def test_only_what_changed_is_kept(visitor, plan):
    visitor.post(f"{plan}add/", number=["1.1", "1.2"])
    edit(visitor, plan, "a")
    last = Change.objects.first()
    assert set(last.before) == {"entries"}
    assert set(last.before["entries"]) == {"1.1"}
