"""What a person gets for what they typed, and what they are told about it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from resources import search
from resources.catalogue import facet_index
from resources.models import BestBet, Resource, SynonymGroup
from tests.factories import make_finding, make_item, make_practice, make_resource, make_tag

pytestmark = pytest.mark.django_db

URL = reverse("resources")


def find(text: str) -> search.Found:
    now = facet_index.current()
    return search.find(text, now.positions, now.edition)


def titles(text: str) -> list[str]:
    return [Resource.objects.get(pk=pk).title for pk in find(text).ids]


def make_group(*terms: str, **fields) -> SynonymGroup:
    return SynonymGroup.objects.create(terms="\n".join(terms), reason="Said so in the street.", **fields)


def make_bet(query: str, resource: Resource, *, ends_in: int | None = None) -> BestBet:
    ends_on = None if ends_in is None else timezone.localdate() + timedelta(days=ends_in)
    return BestBet.objects.create(query=query, resource=resource, reason="Asked for every week.", ends_on=ends_on)


def make_many(title: str, number: int = 12) -> None:
    for place in range(number):
        make_resource(title=f"{title} {place}", annotation="About it.")


def page(client, text: str) -> str:
    return unescape(client.get(URL, {"q": text}).content.decode())


def test_works():
    make_resource(title="Stun guns")
    make_resource(title="Conducted energy weapons")
    make_group("stun gun", "conducted energy weapon")
    found = find("stun guns policy")
    assert found.widened == [("stun guns", ["conducted energy weapon"])]
    assert titles("stun guns") == ["Stun guns", "Conducted energy weapons"]
    assert (found.corrected, found.suggested) == ("", "")


def test_a_slip_that_finds_nothing_is_put_right_and_told(client):
    make_many("Local government", 3)
    found = find("goverment")
    assert (found.corrected, len(found.ids)) == ("government", 3)
    told = page(client, "goverment")
    assert "0 resources matching “goverment”; showing “government”" in told
    assert "3 resources match <strong>government</strong>." in told
    assert '<a href="?q=%22goverment%22" rel="nofollow">Search “goverment” as typed</a>' in told
    assert "<mark>government</mark>" in told


def test_what_is_searched_as_typed_is_not_put_right(client):
    make_many("Local government", 3)
    found = find('"goverment"')
    assert (found.ids, found.corrected, found.suggested) == ([], "", '"government"')
    assert 'No resources matching “"goverment"”' in page(client, '"goverment"')


def test_a_slip_that_finds_little_is_doubted_and_the_likelier_word_offered(client):
    make_many("Local government")
    make_resource(title="The goverment typist", annotation="One.")
    found = find("goverment")
    assert (found.corrected, found.suggested) == ("", "government")
    assert titles("goverment") == ["The goverment typist"]
    told = page(client, "goverment")
    assert 'Did you mean <a href="?q=government" rel="nofollow">government</a>?' in told


def test_a_slip_inside_a_public_document_does_not_make_it_right():
    make_many("Local government")
    make_resource(title="A scan", body="Read from paper: goverment of the people.")
    assert titles("goverment") == ["A scan"]
    assert find("goverment").suggested == "government"


def test_a_slip_beside_a_rightly_written_word():
    make_resource(title="Guide for local government")
    assert find("guide for local goverment").corrected == "guide for local government"


def test_a_word_some_text_holds_is_not_put_right_for_nothing():
    make_many("Leading a department")
    make_resource(title="A scan", body="Heading for trouble.")
    assert find("heading zebra").corrected == find("heading zebra").suggested == ""


def test_a_phrase_that_finds_no_more_put_right_is_left_and_the_spelling_offered():
    make_many("Local government")
    found = find("goverment zebra")
    assert (found.corrected, found.suggested, found.ids) == ("", "government zebra", [])


def test_a_slip_in_a_text_is_doubted_where_the_other_words_speak_for_it():
    make_many("Local government")
    make_resource(title="A scan", body="The goverment.")
    found = find("local goverment")
    assert (found.corrected, found.suggested) == ("", "local government")


@pytest.mark.parametrize(
    "make",
    [
        lambda: make_item(statement="Publish a goverment."),
        lambda: make_item(question="Is there a goverment?"),
        lambda: make_practice(name="Goverment"),
        lambda: make_finding(summary="Goverments and one goverment helped."),
    ],
)
def test_a_word_of_the_blueprint_is_right(make):
    make_many("Local government", 3)
    make_practice(name="Governmental talks")
    assert find("goverment").corrected == "government"
    make()
    found = find("goverment")
    assert (found.ids, found.corrected, found.suggested) == ([], "", "")


ODD = (
    "gover\u00adnment",
    "gove\u0301rnmen",
    "gover\u200bnmen",
    "\u202egovernmen",
    "警察政府機関",
    "שוטרים",
    "🚓🚓🚓",
    "g",
)
ODD += ("o'goverment", "the of and", "K-9", "K9", "9-1-1", "§ 1983", "U.S.C.", "word " * 200, "#goverment#" * 100)


@pytest.mark.parametrize("text", ODD)
def test_odd_queries_are_answered(text):
    make_many("Local government", 3)
    assert isinstance(find(text), search.Found)


def test_marks_that_nobody_sees_part_no_word():
    make_many("Govern a nation", 3)
    assert len(find("gov\u00adern na\u200btion\u2060").ids) == 3
    assert find("gov\u00aderm nation").corrected == "govern nation"


def test_a_word_that_finds_enough_is_not_doubted():
    make_many("Statue")
    make_many("Statute", 3)
    assert find("statute").suggested == ""


@pytest.mark.parametrize("text", ["-goverment local", "2021", "a b c", "goverment2"])
def test_what_is_no_slip_stays_as_typed(text):
    make_many("Local government", 3)
    assert find(text).corrected == ""


def test_nothing_is_told_when_all_is_plain(client):
    make_many("Local government", 3)
    told = page(client, "government")
    assert "Did you mean" not in told
    assert "Nothing holds" not in told
    assert "Including results" not in told


def test_synonyms_take_effect_at_once_and_go_at_once():
    """Nothing is indexed anew, in between or at all."""
    make_resource(title="Conducted energy weapons")
    assert titles("zapper") == []
    group = make_group("zapper", "conducted energy weapon")
    assert titles("zapper") == ["Conducted energy weapons"]
    group.is_on = False
    group.save()
    assert titles("zapper") == []
    SynonymGroup.objects.update(is_on=True)
    assert titles("zapper") == ["Conducted energy weapons"]
    group.delete()
    assert titles("zapper") == []


def test_one_way_terms_go_one_way():
    make_resource(title="Ticket")
    make_resource(title="Citation")
    make_group("ticket", direction="one-way", targets="citation")
    assert titles("ticket") == ["Ticket", "Citation"]
    assert titles("citation") == ["Citation"]


def test_the_words_typed_come_before_other_words():
    make_resource(title="Zapper in a longer title of more words")
    make_resource(title="Uses of the conducted energy weapon")
    make_group("zapper", "conducted energy weapon")
    assert titles("zapper")[0].startswith("Zapper")
    assert titles("conducted energy weapon")[0].startswith("Uses")


def test_a_title_that_is_the_query_in_other_words_comes_before_the_words_typed():
    make_resource(title="Zapper in a longer title of more words")
    make_resource(title="Conducted energy weapon")
    make_group("zapper", "conducted energy weapon")
    assert titles("zapper")[0] == "Conducted energy weapon"


def exact_address(told: str) -> str:
    return re.search(r'<a href="([^"]+)"[^>]*>Search only the exact words<', told).group(1)


def test_the_exact_link_turns_other_words_off(client):
    make_resource(title="Zapper use")
    make_resource(title="Conducted energy weapon use")
    make_group("zapper", "conducted energy weapon")
    told = page(client, "zapper use")
    assert "Including results for <em>conducted energy weapon</em>" in " ".join(told.split())
    exact = unescape(client.get(URL + exact_address(told)).content.decode())
    assert "Zapper" in exact
    assert "Conducted energy weapon" not in exact
    assert "Including results" not in exact


def test_the_exact_link_keeps_phrases_and_exclusions(client):
    make_resource(title="A zapper and the use of force")
    make_resource(title="Zapper, force of use")
    make_resource(title="Zapper and the use of force for a grant")
    make_resource(title="Conducted energy weapon and the use of force")
    make_group("zapper", "conducted energy weapon")
    told = page(client, 'the zapper "use of force" -grant')
    exact = client.get(URL + exact_address(told)).context["page"]
    assert [card.resource.title for card in exact.cards] == ["A zapper and the use of force"]


def test_a_best_bet_stands_first_for_its_query_alone():
    plain = make_resource(title="Trust")
    pinned = make_resource(title="Where to begin")
    make_bet("Trust", pinned)
    assert find("  TRUST ").ids == [pinned.pk, plain.pk]
    assert find("trust police").ids == []


def test_a_best_bet_ends_after_its_last_day():
    plain = make_resource(title="Trust")
    pinned = make_resource(title="Where to begin")
    bet = make_bet("trust", pinned, ends_in=0)
    assert find("trust").ids == [pinned.pk, plain.pk]
    bet.ends_on = timezone.localdate() - timedelta(days=1)
    bet.save()
    assert find("trust").ids == [plain.pk]


def test_a_best_bet_never_shows_a_draft():
    make_bet("trust", make_resource(title="Secret", published=False))
    assert find("trust").ids == []


def test_quoted_words_are_a_phrase_and_nothing_less(client):
    make_resource(title="Force of use", tags=[make_tag(name="use")])
    assert titles('"use of force"') == []
    make_resource(title="Use of force")
    assert titles('"use of force"') == ["Use of force"]


def test_what_is_excluded_is_nowhere_in_the_answer():
    make_resource(title="Police grants for school safety")
    make_resource(title="Police training on school safety")
    assert titles("police school safety -grants") == ["Police training on school safety"]
    [near] = find("police school unheard -grants").nearest
    assert Resource.objects.get(pk=near.pk).title == "Police training on school safety"
