"""One query in every form: the same records in the same order, and the same total; feeds have an order of their own."""

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings

from resources.catalogue.criteria import Criteria
from resources.formats import FORMS
from resources.models import Resource
from tests.factories import make_many
from tests.resources.catalogue.random_library import MOMENT, make_library
from tests.resources.catalogue.test_selection import filters
from tests.resources.formats.reading_back import FOLLOWERS, READERS, in_html

pytestmark = pytest.mark.django_db


def test_works(client):
    """Every form is read back."""
    make_many(25, kind="report")
    expected = in_html(client, "")
    assert expected[0] == len(expected[1]) == 25
    assert {form.name for form in FORMS} == READERS.keys() | FOLLOWERS.keys()
    for name, held_in in READERS.items():
        assert held_in(client, "") == expected, name
    for name, held_in in FOLLOWERS.items():
        assert held_in(client, "") == (expected[0], sorted(expected[1])), name


def test_random_queries_give_the_same_in_each(client):
    make_library(21, size=40)
    Resource.objects.published(MOMENT).update(publish_at=timezone.now(), expire_at=None)
    sizes = set()

    @settings(max_examples=25, database=None, suppress_health_check=list(HealthCheck))
    @given(criteria=filters)
    def same(criteria: Criteria):
        query = criteria.query_string()
        expected = in_html(client, query)
        assert {name: held_in(client, query) for name, held_in in READERS.items()} == dict.fromkeys(READERS, expected)
        in_any_order = dict.fromkeys(FOLLOWERS, (expected[0], sorted(expected[1])))
        assert {name: held_in(client, query) for name, held_in in FOLLOWERS.items()} == in_any_order
        sizes.add(expected[0])

    same()
    assert len(sizes) > 2
