"""A network is told after each change, by staff or by the clock, twice, and otherwise never."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from icpr import build
from icpr.delivery import jobs as ours
from icpr.delivery import telling
from icpr.delivery.models import Purge
from icpr.health import readiness
from icpr.jobs import registry
from icpr.jobs.execution import make_due, perform_due
from icpr.jobs.models import FAILS_AFTER, Job
from icpr.lib.http.purging import Unpurged
from tests.factories import make_pillar, make_resource
from tests.networks import TOKEN, listening

pytestmark = pytest.mark.django_db

NAME = "purge-network"
NOW = timezone.localtime().replace(hour=12) - timedelta(days=1)  # two hours later is the same day
HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)


@pytest.fixture
def sink(settings):
    with listening() as sink:
        settings.CDN, settings.CDN_PURGE_URL, settings.CDN_PURGE_TOKEN = "fastly", sink.url, TOKEN
        yield sink


@pytest.fixture
def settled(sink):
    """Of a library of which the network was told all there is."""
    telling.tell(NOW - MINUTE)
    telling.tell(NOW)
    sink.told.clear()
    return sink


@pytest.fixture
def declared(sink):
    """With the job that a library with a network has."""
    registry.job(NAME, every=15)(ours.purge_network)
    yield sink
    del registry.JOBS[NAME]


def test_works(sink):
    assert telling.tell(NOW) == telling.CHANGED
    assert [told.headers["surrogate-key"] for told in sink.told] == ["icpr"]
    again_at = Purge.objects.get().again_at
    assert again_at - NOW == timedelta(seconds=15), "5 of READ_DATABASE_LAG_SECONDS, and 10 for answers under way"
    assert telling.tell(again_at - SECOND) == ""
    assert telling.tell(again_at) == telling.AGAIN
    assert len(sink.told) == 2
    assert telling.tell(again_at + SECOND) == ""
    make_resource()
    assert telling.tell(again_at + 2 * SECOND) == telling.CHANGED
    assert len(sink.told) == 3


def test_nothing_is_told_while_nothing_changes(settled):
    make_resource()
    telling.tell(NOW)
    telling.tell(NOW + MINUTE)
    settled.told.clear()
    client = Client()
    for address in ("/", "/resources/?q=bicycle", "/readyz", "/plan/"):
        client.get(address)
    client.force_login(User.objects.create_superuser("ada"))
    client.get("/admin/")
    cache.clear()
    assert telling.tell(NOW + 2 * MINUTE) == ""
    assert settled.told == []


@pytest.mark.parametrize("of", ["published", "page"])
def test_a_change_of_any_page_is_told(settled, of):
    record, pillar = make_resource(), make_pillar()
    telling.tell(NOW)
    telling.tell(NOW + MINUTE)
    settled.told.clear()
    if of == "published":
        record.title = "Another title"
        record.save()
    else:
        pillar.summary = "Said otherwise."
        pillar.save()
    assert telling.tell(NOW + 2 * MINUTE) == telling.CHANGED


def test_what_the_clock_changes_is_told(settled):
    make_resource(publish_at=NOW + HOUR, expire_at=NOW + 2 * HOUR)
    telling.tell(NOW)
    telling.tell(NOW + MINUTE)
    settled.told.clear()
    assert telling.tell(NOW + HOUR - SECOND) == ""
    assert telling.tell(NOW + HOUR) == telling.CHANGED, "it is published"
    assert telling.tell(NOW + HOUR + MINUTE) == telling.AGAIN
    assert telling.tell(NOW + 2 * HOUR) == telling.CHANGED, "it expires"
    assert len(settled.told) == 3


def test_another_release_is_told(settled, monkeypatch):
    monkeypatch.setattr(build, "identity", lambda: "another")
    assert telling.tell(NOW + MINUTE) == telling.CHANGED


def test_a_change_while_it_is_told_again_is_told_twice_itself(sink):
    telling.tell(NOW)
    make_resource()
    assert telling.tell(NOW + MINUTE) == telling.CHANGED
    assert telling.tell(NOW + 2 * MINUTE) == telling.AGAIN


def test_what_was_not_taken_is_told_again(settled):
    make_resource()
    settled.status = 503
    with pytest.raises(Unpurged):
        telling.tell(NOW)
    settled.status = 200
    assert telling.tell(NOW + SECOND) == telling.CHANGED


def test_without_a_network_there_is_no_such_job():
    assert NAME not in registry.JOBS


def test_a_failure_is_read_by_staff_and_in_readiness(declared):
    declared.status = 403
    for _ in range(FAILS_AFTER):
        make_due(NAME)
        Job.objects.filter(pk=NAME).update(due_at=NOW - HOUR)
        [done] = perform_due(only=[NAME])
        assert done.error.startswith("The content delivery network refuses CDN_PURGE_TOKEN")
    client = Client()
    client.force_login(User.objects.create_superuser("ada"))
    page = client.get("/admin/jobs/job/").content.decode()
    assert "Failed in 3 attempts: The content delivery network refuses CDN_PURGE_TOKEN (403)" in page
    assert "Has the content delivery network forget public pages after the library changed." in page
    assert TOKEN not in page
    assert NAME in readiness.jobs()
    declared.status = 200
    Job.objects.filter(pk=NAME).update(due_at=NOW - HOUR)
    assert [done.result for done in perform_due(only=[NAME])] == [telling.CHANGED]
    assert readiness.jobs() is None
