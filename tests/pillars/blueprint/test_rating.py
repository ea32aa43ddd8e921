"""The one rule of what is proven, promising, mixed and so on, and that every place asks it."""

import csv
import html
import io
import re

import pytest

from pillars.models import RULE, EvidenceRating, Item, Practice, rate
from pillars.plans.presets import named
from tests.factories import make_finding, make_item, make_pillar, make_practice

pytestmark = pytest.mark.django_db

CASES = {
    "one review": ("proven", [("helps", "reviews", {})]),
    "two trials": ("proven", [("helps", "trial", {}), ("helps", "trial", {"outcome": "trust"})]),
    "a source on two trials": ("proven", [("helps", "trial", {"study_count": 2})]),
    "a weaker study of harm": ("proven", [("helps", "reviews", {}), ("harm", "trial", {})]),
    "no effect elsewhere": ("proven", [("helps", "reviews", {}), ("no-effect", "reviews", {"outcome": "trust"})]),
    "one trial": ("promising", [("helps", "trial", {})]),
    "one trial, two outcomes": (
        "promising",
        [
            ("helps", "trial", {"url": "https://a.example"}),
            ("helps", "trial", {"url": "https://a.example", "outcome": "b"}),
        ],
    ),
    "several studies": ("promising", [("helps", "other", {"study_count": 3})]),
    "two studies of unknown design": ("promising", [("helps", "unknown", {}), ("helps", "other", {})]),
    "one study each of two outcomes": (
        "not-enough-research",
        [("helps", "other", {}), ("not-enough-research", "other", {"outcome": "trust"})],
    ),
    "studies of different outcomes": ("mixed", [("helps", "other", {}), ("no-effect", "other", {"outcome": "trust"})]),
    "a review of harm": ("mixed", [("helps", "reviews", {}), ("harm", "reviews", {"outcome": "trust"})]),
    "a trial of harm": ("mixed", [("helps", "trial", {}), ("helps", "trial", {}), ("harm", "trial", {"outcome": "b"})]),
    "as strong and otherwise": ("mixed", [("helps", "reviews", {}), ("no-effect", "reviews", {"outcome": "Crime"})]),
    "mixed results": ("mixed", [("mixed", "reviews", {})]),
    "no effect": ("no-effect", [("no-effect", "trial", {})]),
    "no effect and too little": ("no-effect", [("no-effect", "reviews", {}), ("not-enough-research", "reviews", {})]),
    "harm": ("harm", [("harm", "reviews", {}), ("no-effect", "reviews", {"outcome": "trust"})]),
    "one study": ("not-enough-research", [("helps", "other", {})]),
    "one study without effect": ("not-enough-research", [("no-effect", "other", {})]),
    "too little": ("not-enough-research", [("not-enough-research", "reviews", {})]),
    "nothing": ("not-reviewed", []),
}


def practice_of(findings, **fields) -> Practice:
    practice = make_practice(**fields)
    for direction, strength, more in findings:
        make_finding(practice=practice, direction=direction, strength=strength, **more)
    return practice


@pytest.mark.parametrize(("rating", "findings"), CASES.values(), ids=CASES)
def test_works(rating, findings):
    assert rate([practice_of(findings)]).rating == rating


def test_a_finding_counts_for_what_it_studied():
    """Wearing armor is not a rule to wear it: no practice lends another its findings."""
    armor = practice_of([("helps", "trial", {})], name="Armor")
    other = practice_of([("helps", "trial", {})], name="Belts")
    rated = rate([armor, other])
    assert (rated.rating, rated.outcomes) == ("promising", ["crime"])
    mandate = practice_of([("harm", "reviews", {})], name="Mandates")
    assert rate([armor, mandate]).rating == "promising"
    near = make_item(number="1.6", near_practices=[practice_of([("helps", "reviews", {})], name="Hot spots")])
    assert near.evidence.rating == "not-reviewed"


def test_only_what_is_proven_is_named():
    weak = ("helps", "other", {"outcome": "suspensions"})
    tried = ("helps", "trial", {"outcome": "trust"})
    assert rate([practice_of([("helps", "reviews", {}), tried, weak], name="A")]).outcomes == ["crime"]
    assert rate([practice_of([tried, tried, weak], name="B")]).outcomes == ["trust"]
    assert rate([practice_of([tried, weak], name="C")]).outcomes == ["trust"]


def test_every_rating_has_its_rule():
    assert list(RULE) == list(EvidenceRating)


@pytest.fixture
def items():
    trust = make_pillar(number=1, name="Trust")
    proven = practice_of([("helps", "reviews", {"outcome": "violent crime"})], name="Reviewed")
    tried = practice_of([("helps", "trial", {}), ("helps", "trial", {})], name="Tried twice")
    promising = practice_of([("helps", "trial", {})], name="Tried")
    helps = practice_of([("helps", "other", {})], name="Studied once")
    make_item(number="1.1", pillar=trust, practices=[tried], effort="low")
    make_item(number="1.2", pillar=trust, practices=[proven], effort="high", plain_title="Whole")
    make_item(number="1.3", pillar=trust, practices=[proven], effort="low")
    make_item(number="1.4", pillar=trust, practices=[promising])
    make_item(number="1.5", pillar=trust, practices=[helps])
    make_item(number="1.6", pillar=trust, plain_title="Has steps")
    make_item(number="1.6.1", pillar=trust, practices=[proven])
    make_item(number="1.6.2", pillar=trust)
    make_item(number="1.7", pillar=trust, practices=[proven], actors=["federal"])


def text(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return html.unescape(answer.content.decode())


def numbers(page: str) -> list[str]:
    return re.findall(r'class="item-row__open" href="/blueprint/([0-9.]+)/"', page)


def test_list_set_and_file_say_the_same(client, items):
    """Sorted by the strength of the research, then by effort."""
    expected = ["1.3", "1.2", "1.6.1", "1.1"]
    page = text(client, "/blueprint/")
    assert '<a href="?rating=proven">Begin with what is proven</a> (4)' in page
    assert '<a href="?rating=promising">Then what is promising</a> (1)' in page
    assert RULE[EvidenceRating.PROVEN] in page
    listed = text(client, "/blueprint/?rating=proven")
    assert numbers(listed) == expected
    assert "4 Task Force items for local agency, evidence rated proven" in listed
    assert re.search(r"Proven\s+</span>.*?<span>For violent crime", listed, re.S)
    assert [item.number for item in named("proven").items()] == expected
    assert [item.number for item in named("promising").items()] == ["1.4"]
    content = client.get("/blueprint.csv?rating=proven").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert [row["number"] for row in rows] == [f"Item {number}" for number in expected]
    assert {row["evidence rating"] for row in rows} == {"Proven"}
    assert rows[0]["rated so for"] == "violent crime"


def test_what_one_study_found_to_help_is_not_called_proven(client, items):
    assert numbers(text(client, "/blueprint/?rating=not-enough-research")) == ["1.5"]
    assert "roven" not in text(client, "/blueprint/1.5/")
    assert numbers(text(client, "/blueprint/?evidence=helps&rating=not-enough-research")) == ["1.5"]


def test_a_recommendation_tells_of_its_action_items(client, items):
    said = re.compile(r"Its action items:\s+1 proven,\s+1 not reviewed")
    assert Item.objects.get(number="1.6").evidence.rating == "not-reviewed"
    for address in ("/blueprint/1.6/", "/blueprint/?rating=not-reviewed", "/pillars/trust/"):
        assert said.search(text(client, address)), address
    assert not said.search(text(client, "/blueprint/1.6.1/"))


@pytest.mark.parametrize("steps", [2, 20])
def test_telling_of_action_items_costs_the_same(client, django_assert_max_num_queries, steps):
    pillar = make_pillar(number=1, name="Trust")
    proven = practice_of([("helps", "reviews", {})])
    for number in range(1, steps + 1):
        make_item(number=f"1.1.{number}", pillar=pillar, practices=[proven])
        make_item(number=f"1.{number + 1}", pillar=pillar, practices=[proven])
    with django_assert_max_num_queries(17):
        text(client, "/blueprint/1.1/")
    with django_assert_max_num_queries(34):  # with the index, which is made new or brought up to date
        text(client, "/pillars/trust/")
