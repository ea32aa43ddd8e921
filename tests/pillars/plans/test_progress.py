"""What of a plan is due."""

from datetime import timedelta

import pytest
from django.utils import timezone

from pillars.models import Entry
from pillars.plans import progress
from tests.factories import make_item, make_plan

pytestmark = pytest.mark.django_db


def test_works():
    """Settled or far off it is not due; what is passed comes first, and of one day what stands first in the plan."""
    statuses = ["planned", "planned", "in-progress", "planned", "verified", "declined"]
    days = [progress.SOON_DAYS, progress.SOON_DAYS + 1, -1, progress.SOON_DAYS, 1, 1]
    make_plan(items=[make_item(number=f"1.{number}") for number in range(1, 7)], statuses=statuses)
    for entry, after in zip(Entry.objects.for_page(), days, strict=True):
        entry.due_on = timezone.localdate() + timedelta(days=after)
        entry.save()
    found = progress.due(list(Entry.objects.for_page().reverse()))
    assert [entry.item.number for entry in found] == ["1.3", "1.1", "1.4"]
