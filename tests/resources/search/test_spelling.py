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


def judged(word: str) -> spelling.Correction | None:
    """What a word is taken for, now, and whether for certain."""
    edition = facet_index.current().edition
    counts = frequency.of(edition)
    counts.learn(stems_of(word))
    return words().correction(word, counts)


def correction(word: str) -> str | None:
    found = judged(word)
    return found and found.meant


def is_certain(word: str) -> bool:
    found = judged(word)
    return found is not None and found.is_certain


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
        assert judged(slip) == spelling.Correction(meant, is_certain=True)


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


def test_a_slip_that_stands_in_a_title_is_left_as_it_is_and_doubted():
    for _ in range(spelling.RARE):
        make_resource(title="Government")
    make_resource(title="Goverment", annotation="One.")
    assert judged("goverment") == spelling.Correction("government", is_certain=False)
    assert correction("government") is None


def test_a_slip_that_stands_in_a_text_is_left_as_it_is_and_doubted():
    for _ in range(spelling.RARE):
        make_resource(title="Government")
    make_resource(title="A scan", body="The goverment.")
    assert judged("goverment") == spelling.Correction("government", is_certain=False)


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


@pytest.mark.parametrize(
    "word",
    ["Wexler", "Governmant", "GOVRN", "McGoverment", "hostage", "hostages", "policía", "queja", "sees", "tension"],
)
def test_what_is_never_replaced(word):
    """A name, an abbreviation, and what a word list knows, however near a public word is."""
    make_resource(title="Hostile government, wexter and govern", annotation="Fees, a policy and a pension.")
    assert not is_certain(word)


def test_words_of_the_vocabulary_are_right():
    make_resource(title="The nobin")
    assert correction("nibin") == "nobin"
    SynonymGroup.objects.create(terms="nibin\nballistics network", reason="An acronym.")
    assert correction("nibin") is None


def test_loud_words_are_put_right():
    make_resource(title="Governments")
    assert is_certain("GOVERNMNTS")


def test_a_word_only_dictionaries_hold_is_doubted_and_never_replaced():
    make_resource(title="Consent consent consent")
    assert judged("concent") == spelling.Correction("consent", is_certain=False)


def test_of_two_likely_words_neither_is_meant_for_certain():
    make_resource(title="Posters and pasters")
    assert judged("psters") == spelling.Correction("posters", is_certain=False)


def test_an_ordinary_word_that_no_record_holds_is_a_rival():
    make_resource(title="Massage")
    assert judged("mssage") == spelling.Correction("massage", is_certain=False)


def test_a_rare_word_tells_more():
    make_resource(title="Police and trust")
    make_resource(title="Police")
    known = frequency.of(facet_index.current().edition)
    known.learn(["unheard", "trust", "polic"])
    assert known.rarity(("unheard",)) > known.rarity(("trust",)) > known.rarity(("polic",))
    assert known.rarity(("polic", "trust")) == known.rarity(("trust",))
