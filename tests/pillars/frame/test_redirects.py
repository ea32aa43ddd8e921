"""A term that got another slug is still found by the one it had: its page, filters, sets to begin with, imports."""

import pytest

from icpr.lib.history import revisions
from pillars.blueprint.exchange import ITEMS
from pillars.models import FormerAddress, Practice
from pillars.plans import presets
from tests.factories import make_focus_area, make_item, make_pillar, make_practice, make_topic
from tests.icpr.lib.exchange.conftest import File
from tests.resources.staff import staff

pytestmark = pytest.mark.django_db

MAKERS = {
    "pillars": make_pillar,
    "focus-areas": make_focus_area,
    "topics": make_topic,
    "practices": make_practice,
}


def rename(term, *slugs: str) -> None:
    for slug in slugs:
        term = type(term).objects.get(pk=term.pk)
        term.slug = slug
        term.save()


@pytest.mark.parametrize("place", MAKERS)
def test_works(client, place):
    term = MAKERS[place](slug="old")
    assert client.get(f"/{place}/old/").status_code == 200
    rename(term, "newer", "newest")
    assert client.get(f"/{place}/newest/").status_code == 200
    for former in ("old", "newer"):
        answer = client.get(f"/{place}/{former}/?a=1&b=%C3%A9")
        assert (answer.status_code, answer["Location"]) == (301, f"/{place}/newest/?a=1&b=%C3%A9")
    assert client.get(f"/{place}/never/").status_code == 404


def test_a_term_that_takes_the_address_wins(client):
    first, second = make_practice(name="First", slug="old"), make_practice(name="Second", slug="other")
    rename(first, "first")
    rename(second, "old")
    assert "Second" in client.get("/practices/old/").content.decode()
    assert client.get("/practices/other/")["Location"] == "/practices/old/"
    rename(second, "second")
    assert client.get("/practices/old/")["Location"] == "/practices/second/"


def test_going_back_leaves_no_circle(client):
    term = make_topic(slug="old")
    rename(term, "new", "old")
    assert client.get("/topics/old/").status_code == 200
    assert client.get("/topics/new/")["Location"] == "/topics/old/"


def test_what_is_deleted_is_gone_until_it_is_put_back(client):
    practice = make_practice(slug="old")
    rename(practice, "new")
    practice = Practice.objects.get()
    revisions.save_revision(practice, comment="Deleted.")
    practice.delete()
    assert client.get("/practices/old/").status_code == 404
    revisions.restore(revisions.deleted(Practice).get(), user=None, comment="Back.")
    assert client.get("/practices/old/")["Location"] == "/practices/new/"


def test_kinds_do_not_mix_and_any_bytes_are_answered(client):
    rename(make_topic(slug="old"), "new")
    assert client.get("/practices/old/").status_code == 404
    assert client.get(f"/topics/{'x' * 500}/").status_code == 404


def test_a_save_that_does_not_rename_keeps_nothing():
    topic = make_topic(slug="old")
    topic.name = "Other"
    topic.save()
    topic.save(update_fields=["name"])
    assert not FormerAddress.objects.exists()


def test_staff_rename_in_the_form(client):
    topic = make_topic(name="Use of force", slug="force")
    url = f"/admin/pillars/topic/{topic.pk}/change/"
    fields = {"name": "Use of force", "slug": "use-of-force", "summary": "About it.", "position": topic.position}
    assert staff().post(url, fields).status_code == 302
    assert client.get("/topics/force/")["Location"] == "/topics/use-of-force/"


def test_a_filter_of_the_blueprint_leads_on(client):
    pillar, area = make_pillar(slug="trust"), make_focus_area(slug="care")
    make_item(pillar=pillar, focus_areas=[area])
    rename(pillar, "trust-first")
    rename(area, "wellness")
    answer = client.get("/blueprint/?pillar=trust&focus=care&sort=number")
    assert (answer.status_code, answer["Location"]) == (
        301,
        "/blueprint/?pillar=trust-first&focus=wellness&sort=number",
    )
    page = client.get("/blueprint/?pillar=trust&pillar=nonsense").content.decode()
    assert "“nonsense” is not a choice" in page
    assert "“trust” is not a choice" not in page
    assert b"1.1" in client.get("/blueprint.csv?pillar=trust").content


def test_the_set_of_a_pillar_is_found(client):
    pillar = make_pillar(slug="trust")
    rename(pillar, "trust-first")
    assert presets.named("trust").slug == "trust-first"
    assert presets.named("never") is None


def test_a_file_made_before_is_read_in():
    area, practice = make_focus_area(slug="care"), make_practice(slug="walks")
    make_item(focus_areas=[area], practices=[practice])
    file = File(ITEMS)
    rename(area, "wellness")
    rename(practice, "foot-patrol")
    outcome = file.run()
    assert (outcome.same, outcome.with_errors) == (1, [])
    file.rows[0]["focus_areas"] = "never"
    assert "is called “never”" in file.problems()[0][1]
