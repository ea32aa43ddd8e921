"""The latest records by the day they appeared."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tests.factories import make_resource

pytestmark = pytest.mark.django_db

URL = "/whats-new/"


def test_works(client):
    make_resource(title="Older", publish_at=datetime(2026, 3, 1, 17, tzinfo=UTC))
    make_resource(title="Newer", publish_at=datetime(2026, 3, 2, 17, tzinfo=UTC))
    page = client.get(URL).content.decode()
    places = [page.index(part) for part in ("March 2, 2026", "Newer", "March 1, 2026", "Older")]
    assert places == sorted(places)


def test_days_are_those_of_the_sites_own_clock(client, settings):
    settings.TIME_ZONE = "America/New_York"
    make_resource(publish_at=datetime(2026, 3, 2, 3, tzinfo=UTC))
    page = client.get(URL).content.decode()
    assert "March 1, 2026" in page
    assert "March 2, 2026" not in page


def test_only_what_is_public(client):
    make_resource(title="Unfinished", published=False)
    make_resource(title="Tomorrow", publish_at=timezone.now() + timedelta(days=1))
    page = client.get(URL).content.decode()
    assert "Unfinished" not in page
    assert "Tomorrow" not in page
    assert "Nothing is published yet." in page


def test_a_hundred_at_most(client, django_assert_num_queries):
    for _ in range(103):
        make_resource()
    with django_assert_num_queries(3):
        assert client.get(URL).content.decode().count('class="card"') == 100
