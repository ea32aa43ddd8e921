"""How much to expect: from the last year, in honest words."""

from datetime import timedelta

import pytest
from django.utils import timezone

from resources.following.estimates import estimate
from resources.following.targets import target
from resources.models import ChangeNote, RecordClock, Resource
from tests.factories import make_pillar, make_resource

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def words(address: str, level: str = "major") -> str:
    return estimate(target(address), level).words


def test_works(django_assert_max_num_queries):
    now, pillar = timezone.now(), make_pillar(slug="policy")
    make_resource(publish_at=now - 900 * DAY)
    for number in range(36):
        make_resource(publish_at=now - (10 * number + 1) * DAY, pillars=[pillar])
    old = make_resource(publish_at=now - 800 * DAY, pillars=[pillar])
    RecordClock.objects.update(written_at=now - 700 * DAY)
    ChangeNote.objects.create(resource=old, told_at=now - 2 * DAY, text="A new chapter.")
    found = target("/pillars/policy/")
    estimate(found, "all")
    with django_assert_max_num_queries(3):
        made = estimate(found, "major")
    assert made.words == "about 3 a month, from the last year"
    assert made.a_month == pytest.approx(37 / 12)
    assert words("/pillars/policy/", "all") == "at least 3 a month, from the last year"
    assert words("/resources/?kind=webinar") == "none in the last year"
    assert words(old.permanent_url) == "about 1 a year, from the last year"


def test_a_young_library_says_so():
    assert words("/resources/") == "none so far; the library is 1 month old"
    for number in range(5):
        make_resource(publish_at=timezone.now() - 60 * DAY * number)
    assert words("/resources/") == "5 so far; the library is 8 months old"
    assert words("/resources/?kind=webinar") == "none so far; the library is 8 months old"


def test_each_note_of_a_record_counts_and_what_is_gone_does_not():
    now = timezone.now()
    record = make_resource(publish_at=now - 100 * DAY)
    for day in (1, 2, 3):
        ChangeNote.objects.create(resource=record, told_at=now - day * DAY, text="Again.")
    RecordClock.objects.update(told_at=now - DAY, written_at=now - DAY)
    make_resource(publish_at=now - 500 * DAY)
    assert estimate(target("/resources/"), "major").a_month == pytest.approx(4 / 12)
    make_resource().withdraw("A slip.")
    assert estimate(target("/resources/"), "major").a_month == pytest.approx(4 / 12)


def test_minor_changes_count_for_those_who_want_all():
    now = timezone.now()
    make_resource(publish_at=now - 500 * DAY)
    assert words("/resources/") == "none in the last year"
    assert words("/resources/", "all") == "at least 1 a year, from the last year"
    RecordClock.objects.update(written_at=now - 500 * DAY)
    Resource.objects.update(new_until=None)
    assert words("/resources/", "all") in {"none in the last year", "at least 1 a year, from the last year"}
