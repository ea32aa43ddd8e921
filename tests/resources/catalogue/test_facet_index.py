"""The index in memory always answers for this version of the catalogue and this moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.utils import timezone

from resources.catalogue import facet_index
from resources.models import Resource, Status
from tests.factories import make_pillar, make_resource

pytestmark = pytest.mark.django_db


def pks(at) -> set[int]:
    return set(facet_index.build(at).ids)


def test_works():
    pillar = make_pillar(number=3, name="Technology")
    shown, _draft = make_resource(pillars=[pillar]), make_resource(published=False, pillars=[pillar])
    found = facet_index.current()
    assert list(found.ids) == [shown.pk]
    assert list(found.facets["pillar"]["technology"].members) == [0]
    assert [value.number for value in found.values_of(shown.pk)["pillar"]] == [3]
    assert facet_index.current() is found


def test_the_newest_of_several_sets():
    pillar = make_pillar(name="Trust")
    older, newer, undated = (make_resource(pillars=[pillar], issued=year) for year in (2015, 2019, None))
    make_resource(issued=2020)
    video = make_resource(pillars=[pillar], kind="video", issued=2021)
    found = facet_index.current()
    trust, report = found.facets["pillar"]["trust"].members, found.facets["kind"]["report"].members
    assert found.newest(trust, report) == [newer.pk, older.pk, undated.pk]
    assert found.newest(trust, most=2) == [video.pk, newer.pk]


def test_marked_as_new_through_a_day():
    today, day = timezone.localdate(), timedelta(days=1)
    make_resource()
    make_resource(new_until=today - day)
    last, longer = make_resource(new_until=today), make_resource(new_until=today + day)
    found = facet_index.current()
    assert set(found.newest(found.marked_new(today))) == {last.pk, longer.pk}
    assert found.newest(found.marked_new(today + day)) == [longer.pk]


def test_a_record_not_published_has_no_values():
    draft = make_resource(published=False, pillars=[make_pillar()])
    assert set(map(tuple, facet_index.current().values_of(draft.pk).values())) == {()}


def test_valid_until_the_clock_next_changes_something():
    now = timezone.now()
    hour = timedelta(hours=1)
    lasting = make_resource(publish_at=now - hour)
    coming = make_resource(publish_at=now + hour)
    going = make_resource(publish_at=now - hour, expire_at=now + 2 * hour)
    make_resource(published=False, publish_at=now + hour / 2)
    assert facet_index.build(now).valid_until == now + hour
    assert pks(now) == {lasting.pk, going.pk}
    assert facet_index.build(now + hour).valid_until == now + 2 * hour
    assert pks(now + hour) == {lasting.pk, coming.pk, going.pk}
    assert facet_index.build(now + 2 * hour).valid_until is None
    assert pks(now + 2 * hour) == {lasting.pk, coming.pk}


def test_the_one_in_use_gives_way_when_its_time_is_over(monkeypatch):
    now = timezone.now()
    coming = make_resource(publish_at=now + timedelta(hours=1))
    assert coming.pk not in facet_index.current().positions
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(hours=1))
    assert coming.pk in facet_index.current().positions
    monkeypatch.setattr(timezone, "now", lambda: now)
    assert coming.pk not in facet_index.current().positions, "a clock set back"


def test_a_version_rolled_back_never_returns():
    with transaction.atomic():
        make_resource()
        undone = facet_index.current()
        transaction.set_rollback(True)
    assert facet_index.current().version != undone.version
    assert len(facet_index.current()) == 0
    other = make_resource()
    assert facet_index.current().version != undone.version
    assert list(facet_index.current().ids) == [other.pk]


@pytest.mark.django_db(transaction=True)
def test_several_threads_share_one_current_index():
    made = make_resource()

    def read(_):
        try:
            return facet_index.current()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(read, range(24)))
        assert len({id(one) for one in found}) == 1
        assert list(found[0].ids) == [made.pk]
        Resource.objects.filter(pk=made.pk).update(status=Status.DRAFT)
        assert {len(one) for one in threads.map(read, range(24))} == {0}
