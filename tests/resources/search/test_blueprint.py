"""The Blueprint is searched like the records: what is found, in which order, and never what is not public."""

import pytest

from pillars.models import AgencyExample, Finding, Item
from resources import edition as editions
from resources import search
from resources.models import SynonymGroup
from resources.search import blueprint, synonyms
from resources.search.blueprint import Matches
from tests.factories import make_example, make_finding, make_item, make_practice

pytestmark = pytest.mark.django_db


def matches(text: str) -> Matches:
    edition = editions.current()
    return blueprint.find(text, search.parse(text, synonyms.of(edition)), edition)


def full(text: str) -> list[str]:
    return [entry.number or entry.title for entry in matches(text).full]


@pytest.fixture
def patrol():
    return make_practice(name="Foot patrol", directions=["helps"], what_it_is="Officers walk a beat.")


@pytest.fixture
def items(patrol):
    return [
        make_item(number="2.9", statement="Agencies should set no quotas for tickets.", plain_title="End quotas"),
        make_item(number="4.4.2", statement="Let officers meet residents.", practices=[patrol]),
    ]


def test_works(items):
    assert full("quotas") == ["2.9"]
    assert full("foot patrols") == ["Foot patrol", "4.4.2"]
    [entry] = matches("beat").full
    assert (entry.label, entry.url, entry.directions) == ("Practice", "/practices/foot-patrol/", {"helps": 1})
    assert full("zeppelin") == full("") == []


@pytest.mark.parametrize(
    "text", ["2.9", "rec 2.9", "Rec. 2.9", "recommendation 2.9", "Task Force item 2.9", "no. 2.9", " #2.9 "]
)
def test_a_number_is_its_item(items, text):
    assert full(text) == ["2.9"]


def test_numbers_in_other_words_name_nothing(items):
    assert full("action items 4.4.2 and 2.9") == ["4.4.2", "2.9"]
    for text in ("2.90", "2.9.1", "12.9", "0.2.9", "2.9 million", "2.9 x", "."):
        assert full(text) == [], text


@pytest.mark.parametrize("field", ["statement", "plain_title", "question", "first_step"])
def test_an_item_is_found_by_each_of_its_texts(field):
    make_item(number="3.1", **{field: "Ask the quagga"})
    assert full("quaggas") == ["3.1"]


def test_a_practice_is_found_by_its_findings_and_an_item_by_accounts(items, patrol):
    make_finding(practice=patrol, outcome="fear of crime", summary="A small shift.", source_title="On sidewalks")
    make_example(item=items[0], agency="Elgin Police", summary="Dropped its targets.")
    assert full("fear") == full("shift") == full("sidewalk") == ["Foot patrol"]
    assert full("Elgin") == full("targets") == ["2.9"]


@pytest.mark.parametrize("state", ["to-check", "discarded"])
def test_what_nobody_has_read_is_not_found(patrol, state):
    hidden = make_item(number="1.6", state=state, statement="Ask the quagga.", practices=[patrol])
    make_example(item=hidden, agency="Quagga Police")
    assert full("quagga") == full("1.6") == []
    assert "quagga" not in blueprint.of(editions.current()).lexicon.words


def test_a_change_shows_at_once(items, patrol):
    assert full("quotas") == ["2.9"]
    Item.objects.filter(number="2.9").update(statement="No targets.", plain_title="End targets")
    assert (full("quotas"), full("targets")) == ([], ["2.9"])
    items[1].practices.clear()
    assert full("foot patrol") == ["Foot patrol"]
    Finding.objects.update(direction="harm")
    assert matches("foot patrol").full[0].directions == {"harm": 1}
    make_example(item=items[0], agency="Elgin Police")
    assert full("Elgin") == ["2.9"]
    AgencyExample.objects.all().delete()
    Item.objects.filter(number="2.9").update(state="to-check")
    assert full("Elgin") == full("2.9") == full("targets") == []


def test_other_words_are_no_answer_where_they_are_only_mentioned(items):
    SynonymGroup.objects.create(
        direction="one-way", terms="parking fine", targets="tickets\nend quotas", reason="Broader."
    )
    assert full("parking fine") == ["2.9"], "in the title"
    Item.objects.filter(number="2.9").update(plain_title="End targets")
    assert full("parking fine") == []


def test_phrases_and_exclusions(items, patrol):
    make_item(number="4.1", statement="Officers patrol on foot.")
    assert full('"foot patrol"') == ["Foot patrol", "4.4.2"]
    assert full("foot patrol -walk") == ["4.1", "4.4.2"]
    assert full("-foot") == []


def test_the_practice_that_is_named_stands_first(items, patrol):
    make_item(number="4.1", statement="Foot patrol. More foot patrol.", plain_title="Foot patrol everywhere")
    assert full("foot patrol")[0] == "Foot patrol"
    assert [entry.title for entry in matches("foot patrol in Elgin").first(1)] == ["Foot patrol"]
    assert matches("patrol in Elgin").first(3) == []
    make_item(number="4.2", statement="Foot patrol in Elgin.")
    assert [entry.title for entry in matches("foot patrol in Elgin").first(2)] == [
        "Foot patrol",
        "Foot patrol in Elgin.",
    ]
    assert full("foot patrol in Elgin") == ["4.2"]


def test_names_with_brackets():
    make_practice(name="De-escalation training (ICAT)")
    for text in ("ICAT", "de-escalation training", "deescalation training", "de escalation training"):
        assert full(text) == ["De-escalation training (ICAT)"], text
    assert [entry.title for entry in matches("ICAT costs").named] == ["De-escalation training (ICAT)"]
    assert matches("training costs").named == []


def test_a_sentence_finds_what_holds_most_of_it(items):
    for number in range(1, 20):
        make_item(number=f"5.{number}", statement="Train officers.")
    assert [entry.number for entry in matches("who made quotas for tickets in Elgin").nearest] == ["2.9"]
    assert matches("Elgin officers train zebras and quaggas").nearest == []


def test_asked_again_it_costs_no_query(items, django_assert_num_queries):
    matches("quotas")
    edition = editions.current()
    query = search.parse("quotas")
    with django_assert_num_queries(0):
        assert blueprint.find("quotas", query, edition).full
