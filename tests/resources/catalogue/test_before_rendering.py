"""What a list finds is found before it is rendered: in a template, `{% if %}` would take a locked database for "no"."""

import pytest
from django.db import connection
from django.test.signals import template_rendered
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from resources.models import Resource
from tests.factories import make_document, make_many, make_resource
from tests.resources.catalogue.random_library import MOMENT, make_library

pytestmark = pytest.mark.django_db

LISTS = [
    "/resources/",
    "/resources/?q=trust",
    "/resources/?q=shcool+trsut",
    "/resources/?q=trust+zeppelin",
    "/resources/?q=trust+zeppelin&kind=report&since=1901",
    "/resources/?q=trust&kind=report&sort=title",
    "/resources/?q=trust&since=1901&until=1902",
    "/resources/?pillar=pillar-1&tag=tag-1&page=99",
    "/model-policies/",
    "/police-chief/",
    "/collections/",
    "/police-chief/?year=undated",
    "/tags/",
    "/tags/tag-1/",
    "/whats-new/",
    "/pillars/pillar-1/",
    "/focus-areas/focusarea-1/",
    "/topics/topic-1/",
    "/",
]


@pytest.fixture
def library():
    make_library(3)
    Resource.objects.published(MOMENT).update(publish_at=timezone.now(), expire_at=None)
    make_many(210, kind="police-chief-article", publication="Police Chief")
    make_document(resource=make_resource(title="A policy on trust", kind="model-policy"))


@pytest.mark.parametrize("address", LISTS)
def test_works(client, library, address):
    assert while_rendering(client, address) == []


def while_rendering(client, address: str) -> list[str]:
    """The statements that an address asks the database from the moment its template begins to be rendered."""
    before = []

    def begun(**told) -> None:
        before.append(len(connection.queries_log))

    template_rendered.connect(begun)
    try:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
    finally:
        template_rendered.disconnect(begun)
    first = before[0] - captured.initial_queries
    return [query["sql"] for query in captured.captured_queries[first:]]
