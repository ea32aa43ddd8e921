"""The public words, and which of them was meant."""

import pytest

from resources.catalogue import facet_index
from resources.models import SynonymGroup
from resources.search import frequency, spelling
from resources.search.analysis import stems_of
from tests.factories import make_pillar, make_publishable, make_resource, make_tag, make_topic

pytestmark = pytest.mark.django_db


def words() -> spelling.Lexicon:
    return spelling.of(facet_index.current().edition)


def correction(word: str, **how) -> str | None:
    """What a word is taken for, now."""
    edition = facet_index.current().edition
    counts = frequency.of(edition)
    counts.learn(stems_of(word))
    return words().correction(word, counts.of, **how)


def test_works():
    make_pillar(name="Oversight")
    make_topic(name="Immigration")
    make_resource(title="Retaliation", annotation="On grievances.", in_brief="A sanctuary.", tags=["harassment"])
    for slip, meant in [
        ("oversihgt", "oversight"),
        ("immigraton", "immigration"),
        ("retalliation", "retaliation"),
        ("greivances", "grievances"),
        ("sanctaury", "sanctuary"),
        ("harrassment", "harassment"),
    ]:
        assert correction(slip) == meant


def test_never_a_word_of_a_draft():
    draft = make_publishable(
        title="Xylophone", annotation="Marimba.", in_brief="Vibraphone.", body="Celesta.", tags=["kazoo"]
    )
    for slip in ("xylophon", "marimbaa", "vibrafone", "celestaa", "kazooo"):
        assert correction(slip) is None
    assert words().words.keys() == {"pillar", "focus", "area", "1"}
    draft.publish()
    assert correction("xylofone") == "xylophone"


def test_never_a_tag_nobody_uses():
    make_tag(name="kazoo")
    assert correction("kazooo") is None


def test_words_of_synonyms_while_they_are_on():
    group = SynonymGroup.objects.create(terms="marimba\nxylophone", reason="Both are struck.")
    assert correction("marimbaa") == "marimba"
    group.is_on = False
    group.save()
    assert correction("marimbaa") is None


def test_other_forms_of_a_word_are_right():
    make_resource(title="A policy on interviewing officers")
    for right in ("policies", "policy", "interviews", "interviewed", "officer", "officer's"):
        assert correction(right) is None


def test_a_slip_that_stands_in_a_title_is_still_a_slip():
    for _ in range(spelling.RARE):
        make_resource(title="Government")
    make_resource(title="Goverment", annotation="One.")
    assert correction("goverment") == "government"
    assert correction("government") is None


def test_a_slip_that_stands_in_a_text_is_still_a_slip():
    for _ in range(spelling.RARE):
        make_resource(title="Government")
    make_resource(title="A scan", body="The goverment.")
    assert correction("goverment") == "government"


def test_a_rare_word_of_a_text_is_right_beside_one_hardly_commoner():
    make_resource(title="Statue", annotation="One.")
    make_resource(title="A scan", body="The statute.")
    assert correction("statute") is None


@pytest.mark.parametrize("text", ["gov", "", "2015", "b2b", "a" * 5_000, "警察の", "\ud800abc", "the", "would"])
def test_what_is_never_put_right(text):
    make_resource(title="Government", annotation="For each one.")
    assert correction(text) is None


def test_the_commoner_of_two_likely_words():
    make_resource(title="Stare")
    make_resource(title="State and state")
    assert correction("stace") == "state"


def test_a_rare_word_tells_more():
    make_resource(title="Police and trust")
    make_resource(title="Police")
    known = frequency.of(facet_index.current().edition)
    known.learn(["unheard", "trust", "polic"])
    assert known.rarity(("unheard",)) > known.rarity(("trust",)) > known.rarity(("polic",))
    assert known.rarity(("polic", "trust")) == known.rarity(("trust",))
