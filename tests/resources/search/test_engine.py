"""What is found, and in which order, on either database."""

import pytest

from resources import search
from resources.catalogue import facet_index
from resources.models import Resource
from tests.factories import make_resource

pytestmark = pytest.mark.django_db


def titles(text: str) -> list[str]:
    """What a text finds among the published records, best first."""
    now = facet_index.current()
    found = search.find(text, now.positions, now.edition)
    return [Resource.objects.get(pk=pk).title for pk in found.ids]


def test_works():
    make_resource(title="Body only", body="A paper on trust.")
    make_resource(title="Annotated", annotation="On trust.")
    make_resource(title="Building trust")
    make_resource(title="Nothing of it")
    assert titles("trust") == ["Building trust", "Annotated", "Body only"]


def test_tags_rank_between_title_and_annotation():
    make_resource(title="Annotated", annotation="On youth.")
    make_resource(title="Tagged", tags=["youth"])
    make_resource(title="Youth")
    assert titles("youth") == ["Youth", "Tagged", "Annotated"]


def test_all_words_must_be_there_in_any_field():
    make_resource(title="School safety", body="For the police.")
    make_resource(title="School")
    assert titles("police school")[0] == "School safety"
    assert set(search.match(search.parse("police school"))) == {Resource.objects.get(title="School safety").pk}


def test_a_phrase_is_found_side_by_side_only():
    make_resource(title="Use of force")
    make_resource(title="Force of use")
    make_resource(title="Force", annotation="The use of it.")
    assert titles('"use of force"') == ["Use of force"]


def test_a_phrase_does_not_run_from_one_field_into_the_next():
    make_resource(title="On school", tags=["police"], annotation="Plain.", body="Words.")
    make_resource(title="Other", annotation="Ends in school", body="Police begins it.")
    assert titles('"school police"') == []


def test_excluded_words_are_left_out():
    make_resource(title="Police grants")
    make_resource(title="Police training")
    assert titles("police -grant") == ["Police training"]
    assert titles('police -"grants"') == ["Police training"]
    assert titles("-grant") == []


@pytest.mark.parametrize("text", ["de-escalation", "deescalation", "de escalation", "De‑Escalation", '"de-escalation"'])
def test_hyphens_do_not_matter(text):
    make_resource(title="De-escalation training")
    assert titles(text) == ["De-escalation training"]


@pytest.mark.parametrize("text", ["officer's role", "officers role", "officer’s role", "OFFICER ROLE"])
def test_apostrophes_do_not_matter(text):
    make_resource(title="An Officer’s Role")
    assert titles(text) == ["An Officer’s Role"]


@pytest.mark.parametrize("text", ["jose", "José", "JOSE\u0301"])
def test_accents_do_not_matter(text):
    make_resource(title="The José report")
    assert titles(text) == ["The José report"]


@pytest.mark.parametrize("text", ["policing", "police", "policies", "policy"])
def test_forms_of_a_word(text):
    make_resource(title="Policing the police", body="Policy and policies.")
    assert titles(text) == ["Policing the police"]


def test_the_shorter_title_is_nearer():
    make_resource(title="Use of force in large and small departments")
    make_resource(title="Use of force")
    assert titles("use of force")[0] == "Use of force"


def test_every_status_is_found():
    """The engine knows nothing of publishing; what is found is always looked for among what is published."""
    draft = make_resource(title="Secret draft", published=False)
    assert search.match(search.parse("secret")) == {draft.pk}
    assert titles("secret") == []


def test_the_permanent_number_finds_its_record():
    made = make_resource(title="Numbered")
    assert titles(made.permanent_number) == ["Numbered"]


def test_no_query_finds_nothing():
    make_resource()
    assert search.match(search.parse("")) == set()
