"""The home page and the page about the institute."""

from datetime import timedelta

import pytest
from django.utils import timezone

from resources.catalogue import facet_index
from tests.factories import make_focus_area, make_pillar, make_resource

pytestmark = pytest.mark.django_db


def text(answer) -> str:
    return answer.content.decode()


def test_works(client):
    pillar, area = make_pillar(name="Trust"), make_focus_area(name="Leadership")
    today = timezone.localdate()
    make_resource(title="A new one", pillars=[pillar], new_until=today)
    make_resource(title="No longer new", pillars=[pillar], new_until=today - timedelta(days=1))
    make_resource(title="A policy", kind="model-policy")
    make_resource(title="An article", kind="police-chief-article")
    page = text(client.get("/"))
    for part in ('name="q"', 'href="/pillars/trust/"', "2 resources", area.name, "A new one", "A policy", "An article"):
        assert part in page, part
    assert "No longer new" not in page


def test_a_library_without_anything(client):
    assert client.get("/").status_code == 200
    assert client.get("/about/").status_code == 200


@pytest.mark.parametrize("rows", [2, 20])
def test_a_pinned_number_of_queries(client, django_assert_max_num_queries, rows):
    pillar = make_pillar()
    make_focus_area()
    for kind in ("report", "model-policy", "police-chief-article"):
        for _ in range(rows):
            make_resource(kind=kind, pillars=[pillar], new_until=timezone.localdate())
    facet_index.current()
    with django_assert_max_num_queries(7):
        assert text(client.get("/")).count("card__title") == 6 + 2 * min(rows, 6)


def test_about(client, settings):
    make_focus_area(name="Leadership")
    settings.CONTACT_EMAIL = "library@example.org"
    page = text(client.get("/about/"))
    for part in ("mission", "two documents", "Leadership", "advisory panel", "support", "mailto:library@example.org"):
        assert part in page, part
