"""What an address means for whoever follows it: as its page and its feed, at its present address."""

import re
from html import unescape

import pytest
from django.http import Http404

from icpr.lib.formats import Gone
from resources.following.models import LONGEST_ADDRESS
from resources.following.targets import Kind, asked, number_of, target
from resources.models import Resource
from tests.factories import (
    make_author,
    make_collection,
    make_focus_area,
    make_item,
    make_pillar,
    make_practice,
    make_publisher,
    make_resource,
    make_tag,
    make_topic,
)
from tests.pillars.frame.test_redirects import rename

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide() -> Resource:
    """A record under a term of each kind."""
    terms = {
        "pillars": [make_pillar(slug="policy", name="Policy & Oversight")],
        "focus_areas": [make_focus_area(slug="focus")],
        "topics": [make_topic(slug="topic")],
        "publishers": [make_publisher(name="City Press")],
        "tags": [make_tag(name="youth")],
        "items": [make_item(number="1.1")],
    }
    guide = make_resource(title="A guide to trust", issued=2020, kind="police-chief-article", **terms)
    make_author(resource=guide, given_names="Ann", family_name="Lee")
    make_practice(name="Foot patrol")
    return guide


@pytest.mark.parametrize(
    ("address", "kind", "title", "number"),
    [
        ("/resources/", Kind.LIST, "All resources", 1),
        ("/resources/?q=trust", Kind.LIST, "Resources matching “trust”", 1),
        ("/resources/?publisher=city-press", Kind.LIST, "Resources from City Press", 1),
        ("/resources/?author=ann-lee", Kind.LIST, "Resources by Ann Lee", 1),
        ("/resources/?kind=webinar", Kind.LIST, "Webinars", 0),
        ("/pillars/policy/", Kind.PILLAR, "Resources on Policy & Oversight", 1),
        ("/focus-areas/focus/", Kind.FOCUS_AREA, "", 1),
        ("/topics/topic/", Kind.TOPIC, "", 1),
        ("/tags/youth/", Kind.TAG, "", 1),
        ("/blueprint/1.1/", Kind.ITEM, "", 1),
        ("/practices/foot-patrol/", Kind.PRACTICE, "Foot patrol", 0),
        ("/police-chief/", Kind.LIST, "Police Chief articles", 1),
        ("/police-chief/?year=2020", Kind.LIST, "Police Chief articles from 2020", 1),
        ("/model-policies/", Kind.LIST, "Model policies", 0),
        ("/whats-new/", Kind.LIST, "What’s new", 1),
    ],
)
def test_works(client, guide, address, kind, title, number):
    found = target(address)
    assert (found.address, found.kind, found.listing.total) == (address, kind, number)
    assert title in found.title
    assert found.ignored == []
    for feed in (found.feed, found.json_feed):
        assert client.get(feed).status_code == 200, feed
    assert (found.item is not None, found.practice is not None) == (kind == Kind.ITEM, kind == Kind.PRACTICE)


def test_a_record_is_followed_at_its_permanent_address(client, guide):
    for address in (guide.get_absolute_url(), guide.permanent_url, f"/resources/{guide.slug}.atom"):
        found = target(address)
        assert (found.address, found.kind, found.record) == (guide.permanent_url, Kind.RECORD, guide)
    assert client.get(found.feed).status_code == client.get(found.json_feed).status_code == 200
    assert number_of(found.address) == guide.number
    assert number_of("/tags/youth/") is None


@pytest.mark.parametrize(
    ("brought", "address"),
    [
        ("https://library.test/resources/?q=trust&page=3#results", "/resources/?q=trust"),
        ("/resources/?sort=title&q=trust", "/resources/?q=trust"),
        ("/resources.atom?q=trust", "/resources/?q=trust"),
        ("  /tags/youth/?page=2  ", "/tags/youth/"),
        ("/resources/?q=&kind=webinar&kind=webinar", "/resources/?kind=webinar"),
    ],
)
def test_is_one_address_however_it_is_brought(guide, brought, address):
    assert asked(brought).address == address


def test_renamed_terms_are_followed_to_their_present_address(guide):
    rename(guide.tags.get(), "young-people")
    rename(guide.pillars.get(), "oversight")
    assert target("/tags/youth/").address == "/tags/young-people/"
    assert target("/resources/?tag=youth").address == "/resources/?tag=young-people"
    assert target("/pillars/policy/").address == "/pillars/oversight/"


def test_what_is_not_understood_is_said_and_a_stored_list_never_grows_by_it(guide):
    found = asked("/resources/?tag=nonsense&publisher=city-press")
    assert found.address == "/resources/?publisher=city-press"
    assert [notice.message for notice in found.ignored] == ["Tag “nonsense” is not one we know, so it was left out."]
    guide.tags.clear()
    for stored in ("/resources/?publisher=city-press&tag=youth", "/police-chief/?year=2019", "/resources/?q=%22%22"):
        with pytest.raises(Gone):
            target(stored)


def test_a_collection_is_followed_by_any_of_its_addresses(client):
    chosen = make_collection(of=[make_resource(), make_item(number="1.1")], slug="ten-minutes")
    for address in ("/collections/ten-minutes/", chosen.permanent_url, "/resources/ten-minutes/"):
        found = target(address)
        assert (found.address, found.kind, found.title) == ("/collections/ten-minutes/", Kind.COLLECTION, chosen.title)
        assert (found.record.pk, found.listing.total) == (chosen.pk, 1)
    assert client.get(found.feed).status_code == 200
    assert "/follow/?of=/collections/ten-minutes/" in client.get("/collections/ten-minutes/").content.decode()


def test_pages_lead_to_following_them(client, guide):
    addresses = [guide.get_absolute_url(), "/blueprint/1.1/", "/practices/foot-patrol/", "/tags/youth/", "/whats-new/"]
    for address in [*addresses, "/pillars/policy/", "/topics/topic/", "/resources/?q=trust", "/police-chief/"]:
        page = client.get(address).content.decode()
        [way] = set(re.findall(r'href="(/follow/[^"]+)"', page))
        assert client.get(unescape(way)).status_code == 200, way
    assert "/follow/" not in client.get("/about/").content.decode()


def test_words_that_find_nothing_can_be_followed(guide):
    assert target("/resources/?q=zyxwvut").listing.total == 0


def test_what_was_taken_back_says_so_and_what_never_was_is_not_there(guide):
    draft = make_resource(published=False)
    guide.withdraw(reason="It is out of date.")
    with pytest.raises(Gone, match="out of date"):
        target(guide.permanent_url)
    for address in (draft.permanent_url, draft.get_absolute_url(), "/r/ICPR-999999/", "/tags/none/"):
        with pytest.raises(Http404):
            target(address)


@pytest.mark.parametrize(
    "address",
    [
        *("", "/", "resources/", "//evil.test/resources/", "https://evil.test/resources/", "/about/", "/blueprint/"),
        *("/plan/", "/admin/", "/resources/\x00", "/resources.pdf", "/documents/99999999999999999999/x", "/%00/"),
        *(f"/resources/?q={'a' * LONGEST_ADDRESS}", f"/resources/?q={'警' * 200}", f"/resources/?{'&' * 1_400}"),
    ],
)
def test_other_addresses_are_not_followed(address):
    with pytest.raises(Http404):
        asked(address)
