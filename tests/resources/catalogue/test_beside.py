"""What stands beside the records of a search: the Blueprint, topics, people and publishers."""

import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pillars.models import Item
from tests.factories import (
    make_author,
    make_finding,
    make_item,
    make_pillar,
    make_practice,
    make_publisher,
    make_resource,
    make_topic,
)

pytestmark = pytest.mark.django_db


def text(client, query: str) -> str:
    answer = client.get(f"/resources/{query}")
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def section(client, query: str, name: str = "blueprint") -> str:
    """The part of the panel with this name, without tags; empty when it is not there."""
    found = re.search(rf'<section aria-labelledby="in-{name}">(.*?)</section>', text(client, query), re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", found[1]).split()) if found else ""


@pytest.fixture
def patrol():
    practice = make_practice(name="Foot patrol", directions=["helps", "no-effect"], what_it_is="Officers walk a beat.")
    pillar = make_pillar(number=4, name="Community Policing & Crime Reduction")
    make_item(number="4.4.2", pillar=pillar, statement="Let officers meet residents on foot.", practices=[practice])
    make_item(number="2.9", statement="Set none for tickets.", plain_title="End quotas")
    make_resource(title="Walking the beat: foot patrol", pillars=[pillar])
    return practice


def test_works(client, patrol):
    shown = section(client, "?q=foot+patrol")
    assert shown == (
        "In the Blueprint Action item 4.4.2 Let officers meet residents on foot . "
        "Helps: 1 finding No effect found: 1 finding "
        "1 Task Force item 1 practice"
    )
    page = text(client, "?q=foot+patrol")
    named = page[page.index('aria-label="The practice you name"') : page.index('class="row"')]
    assert 'class="named__title"><a href="/practices/foot-patrol/"><mark>Foot</mark>' in named
    assert "Helps: 1 finding" in named
    assert 'href="/blueprint/?q=foot+patrol"' in page
    assert 'href="/practices/?q=foot+patrol"' in page
    assert "Also 1 in the Blueprint" in page
    assert page.count('id="shape-helps"') == 1


def test_without_results_it_stands_open_and_first(client, patrol):
    page = text(client, "?q=quotas")
    assert section(client, "?q=quotas").startswith("In the Blueprint Recommendation 2.9 End quotas Not reviewed")
    assert '<div class="beside beside--first">' in page
    assert '<details class="beside"' not in page
    assert section(client, "?q=2.9").startswith("In the Blueprint Recommendation 2.9")


def test_what_matches_elsewhere_shows_where(client, patrol):
    make_finding(practice=patrol, summary="Fear fell a little.")
    assert "crime: <mark>Fear</mark> fell a little." in text(client, "?q=fear")


def test_at_most_three_are_shown_and_all_are_linked(client, patrol):
    for number in range(1, 6):
        make_item(number=f"5.{number}", statement="Ask for lamps.")
    shown = section(client, "?q=lamps")
    assert shown.count("Recommendation 5.") == 3
    assert "All 5 Task Force items" in shown


def test_what_most_entries_hold_says_nothing(client, patrol):
    for number in range(1, 13):
        make_item(number=f"5.{number}", statement="Officers should ask.")
    assert section(client, "?q=officers") == ""
    assert section(client, "?q=foot+patrol+officers").startswith("In the Blueprint Practice Foot patrol")


def test_a_slip_no_record_holds_is_put_right(client, patrol):
    shown = section(client, "?q=ticketts")
    assert shown.startswith("In the Blueprint For “tickets” Recommendation 2.9")
    assert 'href="/blueprint/?q=tickets"' in text(client, "?q=ticketts")


def test_nearest_are_called_so(client, patrol):
    assert section(client, "?q=foot+patrol+zeppelins").startswith(
        "In the Blueprint Nearest: none holds all of the words Practice Foot patrol"
    )


def test_topics_by_their_names(client, patrol):
    make_topic(name="Use of Force", summary="Policies on force.")
    make_resource(title="Anything", topics=[force := make_topic(position=2, name="Recruitment and Hiring")])
    assert section(client, "?q=hiring", "topics") == "Topics Recruitment and Hiring 1 resource"
    assert section(client, "?q=crime+reduction", "topics") == (
        "Topics 4 Community Policing & Crime Reduction 1 resource"
    )
    assert section(client, "?q=use+of+force", "topics") == "", "no public record is under it"
    force.name = "Recruiting"
    force.save()
    assert section(client, "?q=hiring", "topics") == ""


def test_people_and_publishers(client, patrol):
    press = make_publisher(name="Police Executive Research Forum")
    one, other = make_resource(title="One", publishers=[press]), make_resource(title="Two")
    for record in (one, other):
        make_author(resource=record, given_names="Chuck", family_name="Wexler")
    make_author(resource=make_resource(title="Three", published=False), given_names="Quagga", family_name="Hidden")
    for query in ("?q=wexler", "?q=chuck+wexler", "?q=Wexler,+Chuck"):
        assert section(client, query, "people") == "People and publishers Chuck Wexler Author, 2 resources"
    page = text(client, "?q=wexler")
    address = re.search(r'href="(/resources/\?author=[^"]+)"', page)[1]
    assert "2 resources" in text(client, address.removeprefix("/resources/"))
    assert section(client, "?q=executive+forum", "people") == (
        "People and publishers Police Executive Research Forum Publisher, 1 resource"
    )
    for query in ("?q=quagga", "?q=chuck+wexler+on+body+cameras+and+stops+and+searches", "?q=xler"):
        assert section(client, query, "people") == "", query


@pytest.mark.parametrize("query", ["?q=quagga", "?q=1.6", "?q=quagga+secret"])
def test_what_is_not_public_is_not_shown(client, patrol, query):
    make_item(number="1.6", state="to-check", plain_title="The quagga secret", practices=[patrol])
    assert "The quagga secret" not in text(client, query)
    assert section(client, query) == ""


def test_a_change_shows_at_once(client, patrol):
    assert section(client, "?q=quotas")
    Item.objects.filter(number="2.9").update(plain_title="End targets")
    assert section(client, "?q=quotas") == ""
    assert section(client, "?q=targets")


@pytest.mark.parametrize(
    "typed", ["%00", "%22", "%F0%9F%9A%93", "%D8%B4%D8%B1%D8%B7%D8%A9", "a" * 250, "-foot", "%C2%AD", "*", "2.9+-2.9"]
)
def test_any_bytes_are_ordinary_input(client, patrol, typed):
    assert client.get(f"/resources/?q={typed}").status_code == 200


def test_only_the_first_page_has_it(client, patrol):
    for number in range(25):
        make_resource(title=f"Foot patrol {number}")
    assert section(client, "?q=foot+patrol")
    assert section(client, "?q=foot+patrol&page=2") == ""
    assert section(client, "") == ""


def test_it_costs_no_query(client, patrol):
    text(client, "?q=foot+patrol")
    with CaptureQueriesContext(connection) as captured:
        text(client, "?q=foot+patrol")
    assert [query["sql"] for query in captured if "pillars_practice" in query["sql"]] == []
