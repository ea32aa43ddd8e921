"""The home page and the page about the institute."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from resources.catalogue import facet_index
from tests.factories import make_finding, make_focus_area, make_pillar, make_practice, make_resource

pytestmark = pytest.mark.django_db


def text(answer) -> str:
    return answer.content.decode()


def openable(**fields):
    """A record whose work is a click away."""
    return make_resource(official_url="https://publisher.org/a", address_evidence="own-page", **fields)


def test_works(client):
    pillar, area = make_pillar(name="Trust"), make_focus_area(name="Leadership")
    today = timezone.localdate()
    openable(title="A new one", kind="video", pillars=[pillar], new_until=today)
    openable(title="No longer new", kind="video", pillars=[pillar], new_until=today - timedelta(days=1))
    openable(title="A policy", kind="model-policy")
    openable(title="An article", kind="police-chief-article")
    openable(title="A guide", kind="guide")
    page = text(client.get("/"))
    for part in ('name="q"', 'href="/pillars/trust/"', area.name, "A new one", "A policy", "An article", "A guide"):
        assert part in page, part
    assert "2 <span>resources</span>" in page
    assert "No longer new" not in page
    for address in ("/for-agencies/", "/for-communities/", "/for-trainers-and-researchers/"):
        assert page.count(f'href="{address}"') == 2, address  # one in the middle, one in the foot
        assert client.get(address).status_code == 200


def test_what_cannot_be_opened_is_counted_and_not_shown(client):
    openable(title="A policy", kind="model-policy")
    make_resource(title="A policy nobody can open", kind="model-policy")
    make_resource(title="A dead end", kind="police-chief-article")
    page = text(client.get("/"))
    assert "A policy nobody can open" not in page
    assert re.search(r'href="/model-policies/">All 2<', page)
    assert "Police Chief articles" not in page


def test_one_finding_that_staff_chose_is_drawn_large(client):
    practice = make_practice(name="Problem-oriented policing")
    finding = make_finding(practice=practice, figure="33.8%", figure_of="less crime", summary="Crime fell.")
    assert "33.8%" not in text(client.get("/"))
    finding.is_featured = True
    finding.save()
    page = text(client.get("/"))
    for part in ("<b>33.8%</b> less crime", "Crime fell.", finding.source_title, practice.get_absolute_url()):
        assert part in page, part


def test_what_is_proven_is_shown_with_all_that_was_found_of_it(client):
    assert "small-map" not in text(client.get("/"))
    practice = make_practice(name="Hot spots")
    make_finding(practice=practice, strength="reviews")
    page = text(client.get("/"))
    assert f'<a class="small-map__name" href="{practice.get_absolute_url()}">Hot spots</a>' in page
    assert "Proven practices" in page


def test_the_illustration_says_nothing(client):
    make_pillar(number=6, hue="red")
    page = text(client.get("/"))
    assert '<svg class="scene" viewBox="0 0 480 320" aria-hidden="true" focusable="false">' in page
    assert 'class="scene__pillar hue-red" transform="translate(415 0)"' in page


def test_a_library_without_anything(client):
    assert client.get("/").status_code == 200
    assert client.get("/about/").status_code == 200


@pytest.mark.parametrize("rows", [2, 20])
def test_a_pinned_number_of_queries(client, django_assert_num_queries, rows):
    pillar = make_pillar()
    make_focus_area()
    make_finding(figure="1%", figure_of="less", is_featured=True)
    for kind in ("report", "model-policy", "police-chief-article"):
        for _ in range(rows):
            openable(kind=kind, pillars=[pillar])
    openable(kind="video", new_until=timezone.localdate())
    facet_index.current()
    with django_assert_num_queries(7):
        assert text(client.get("/")).count("short-list__title") == 1 + 3 * min(rows, 5)


def test_about(client, settings):
    make_focus_area(name="Leadership")
    settings.CONTACT_EMAIL = "library@example.org"
    page = text(client.get("/about/"))
    for part in ("mission", "two documents", "Leadership", "advisory panel", "support", "mailto:library@example.org"):
        assert part in page, part
