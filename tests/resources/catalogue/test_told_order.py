"""The order in which readers were told of records: as the clock of each says."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone

from resources.catalogue.listing import Listing
from resources.catalogue.told_order import ToldPages
from resources.models import ChangeNote, RecordClock, Resource
from tests.factories import make_many, make_resource

pytestmark = pytest.mark.django_db


def told() -> list[int]:
    """Primary keys as each record is asked for its clock; the last told of first."""
    return list(Resource.objects.published().with_clock().order_by("-told_at", "-number").values_list("pk", flat=True))


def test_works():
    first, second = (make_resource(publish_at=timezone.now() - timedelta(days=days)) for days in (3, 2))
    assert ToldPages(Listing("/")).newest() == [second.pk, first.pk]
    ChangeNote.objects.tell(first, ChangeNote.What.CHANGE, "More.")
    assert ToldPages(Listing("/")).newest() == [first.pk, second.pk]


def test_random_changes_give_what_the_clocks_say():
    now, random_ = timezone.now(), random.Random(7)
    made = make_many(30)
    for _ in range(6):
        for record in random_.sample(made, 8):
            at = now - timedelta(minutes=random_.randrange(60 * 24 * 9))
            match random_.randrange(3):
                case 0:
                    Resource.objects.filter(pk=record.pk).update(publish_at=at)
                case 1:
                    RecordClock.objects.filter(record=record).update(told_at=at)
                    Resource.objects.filter(pk=record.pk).update(body=f"Of {at}.")
                case 2:
                    Resource.objects.filter(pk=record.pk).update(status=random_.choice(["published", "in-review"]))
        pages = ToldPages(Listing("/"))
        assert pages.newest() == told()
        latest = Resource.objects.published().with_clock().order_by("-told_at").first()
        assert pages.latest == latest.told_at
