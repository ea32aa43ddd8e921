"""The public words, and which of them was meant."""

import pytest

from resources import index
from resources.models import SynonymGroup
from resources.search import lexicon
from tests.factories import make_pillar, make_publishable, make_resource, make_tag, make_topic

pytestmark = pytest.mark.django_db


def words() -> lexicon.Lexicon:
    return lexicon.of(index.current().edition)


def test_works():
    make_pillar(name="Oversight")
    make_topic(name="Immigration")
    make_resource(title="Retaliation", annotation="On grievances.", in_brief="A sanctuary.", tags=["harassment"])
    known = words()
    for slip, meant in [
        ("oversihgt", "oversight"),
        ("immigraton", "immigration"),
        ("retalliation", "retaliation"),
        ("greivances", "grievances"),
        ("sanctaury", "sanctuary"),
        ("harrassment", "harassment"),
    ]:
        assert known.correction(slip) == meant
    assert known.size == 1


def test_never_a_word_of_a_draft():
    draft = make_publishable(
        title="Xylophone", annotation="Marimba.", in_brief="Vibraphone.", body="Celesta.", tags=["kazoo"]
    )
    known = words()
    for slip in ("xylophon", "marimbaa", "vibrafone", "celestaa", "kazooo"):
        assert known.correction(slip) is None
    assert not known.holders
    draft.publish()
    assert words().correction("xylofone") == "xylophone"


def test_never_a_tag_nobody_uses():
    make_tag(name="kazoo")
    assert words().correction("kazooo") is None


def test_words_of_synonyms_while_they_are_on():
    group = SynonymGroup.objects.create(terms="marimba\nxylophone", reason="Both are struck.")
    assert words().correction("marimbaa") == "marimba"
    group.is_on = False
    group.save()
    assert words().correction("marimbaa") is None


def test_other_forms_of_a_word_are_right():
    make_resource(title="A policy on interviewing officers")
    known = words()
    for right in ("policies", "policy", "interviews", "interviewed", "officer", "officer's"):
        assert known.correction(right) is None


def test_a_slip_that_stands_in_a_title_is_still_a_slip():
    for _ in range(lexicon.RARE):
        make_resource(title="Government")
    make_resource(title="Goverment", annotation="One.")
    assert words().correction("goverment") == "government"
    assert words().correction("government") is None


def test_a_slip_that_stands_in_a_text_is_still_a_slip():
    for _ in range(lexicon.RARE):
        make_resource(title="Government")
    make_resource(title="A scan", body="The goverment.")
    assert words().correction("goverment") == "government"


def test_a_rare_word_of_a_text_is_right_beside_one_hardly_commoner():
    make_resource(title="Statue", annotation="One.")
    make_resource(title="A scan", body="The statute.")
    assert words().correction("statute") is None


@pytest.mark.parametrize("text", ["gov", "", "2015", "b2b", "a" * 5_000, "警察の", "\ud800abc", "the", "would"])
def test_what_is_never_put_right(text):
    make_resource(title="Government", annotation="For each one.")
    assert words().correction(text) is None


def test_the_commoner_of_two_likely_words():
    make_resource(title="Stare")
    make_resource(title="State and state")
    assert words().correction("stace") == "state"


def test_a_rare_word_tells_more():
    make_resource(title="Police and trust")
    make_resource(title="Police")
    known = words()
    assert known.rarity(("unheard",)) > known.rarity(("trust",)) > known.rarity(("polic",))
    assert known.rarity(("polic", "trust")) == known.rarity(("trust",))
