"""What a person may type. Nothing raises, neither in parsing nor in the database."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from resources.catalogue import facet_index
from resources.search import find, match, parse
from resources.search.queries import LONGEST, MOST_TERMS, Entry
from tests.factories import make_resource

anything = st.text(st.characters(exclude_categories=()))
OPERATORS = (
    """ " - AND OR NOT NEAR( NEAR/2 ) ( * ^ title: col:x : & | ! <-> ' \\ % %s { } '' -- ; school police ٢ ² ﷺ 𞤀 """
)
operators = st.lists(st.sampled_from([*OPERATORS.split(), "\x00", "\ud800"]), max_size=12).map(" ".join)


def phrases(text: str) -> list[list[tuple[str, ...]]]:
    """The phrases each group of a text asks for as typed."""
    return [[phrase for found in group.exact for phrase in found] for group in parse(text).required]


def test_works():
    query = parse('school "use of force" -grant')
    assert {group.typed: group.exact for group in query.required} == {
        "school": ((("school",),),),
        "use of force": ((("use", "of", "forc"),),),
    }
    assert [group.exact for group in query.excluded] == [((("grant",),),)]
    assert query.stems == {"school", "use", "of", "forc"}


@pytest.mark.parametrize("text", ["", "   ", '"', '""', "-", "--", "-grant", "\x00", "\ud800", "&|!", "…"])
def test_nothing_to_look_for(text):
    assert not parse(text)


def test_common_words_count_only_alone_or_quoted():
    assert phrases("how to police") == [[("polic",)]]
    assert phrases("how to") == [[("how",)], [("to",)]]
    assert phrases('"how to" police') == [[("how", "to")], [("polic",)]]


def test_a_compound_is_found_in_parts_or_whole():
    assert phrases("de-escalation") == phrases("de escalation") == [[("deescal",), ("de", "escal")]]
    assert parse("deescalation").required[0].exact == ((("deescal",),),)


SYNONYMS = {
    ("stun", "gun"): (Entry(((("taser",), "taser"),)),),
    ("gun",): (Entry(((("firearm",), "firearm"),)),),
    ("ice",): (Entry(((("immigr",), "immigration"),), written="ICE"),),
}


def test_the_longest_run_of_words_is_widened_and_not_again():
    groups = parse("stun gun policy", SYNONYMS).required
    assert [(group.typed, group.names) for group in groups] == [("stun gun", ("taser",)), ("policy", ())]
    assert groups[0].exact == ((("stun",), ("gun",)),)
    assert groups[0].others == ((("taser",),),)


def test_an_acronym_that_is_a_word_keeps_its_case():
    assert parse("ICE", SYNONYMS).is_widened
    assert not parse("ice", SYNONYMS).is_widened


def test_quoted_words_are_not_widened():
    assert not parse('"gun" "stun gun"', SYNONYMS).is_widened


def test_a_hyphen_inside_a_word_excludes_nothing():
    assert not parse("body-worn cameras").excluded
    assert not parse("police - community").excluded


def test_a_quotation_left_open_still_counts():
    assert phrases('"use of force') == [[("use", "of", "forc")]]


def test_a_word_asked_twice_counts_once():
    assert len(parse("police Police policing").required) == 1


def test_long_input_is_cut():
    assert len(parse("word " * 1_000).required) == 1
    assert len(parse(" ".join(f"w{number}" for number in range(1_000))).required) <= MOST_TERMS
    assert parse("a" * 8_192 + "b") == parse("a" * LONGEST)


@given(anything | operators)
@example('" AND NEAR( col:x')
def test_parsing_never_raises(text):
    query = parse(text)
    for group in (*query.required, *query.excluded):
        assert all(stem.isalnum() for found in group.exact for phrase in found for stem in phrase)


@pytest.mark.django_db
def test_matching_never_raises():
    make_resource(title="School police AND NEAR title", body="'quoted' ² ﷺ")

    @settings(max_examples=300, suppress_health_check=list(HealthCheck))
    @given(anything | operators | st.builds("{} -{}".format, operators, operators))
    @example('" AND NEAR( col:x')
    @example("school -school")
    @example("𞤀 school")
    def never_raises(text):
        query = parse(text)
        now = facet_index.current()
        found = find(text, now.positions, now.edition).ids
        assert len(found) == len(set(found))
        assert '"' in text or set(match(query)) <= set(found)

    never_raises()


@pytest.mark.django_db
def test_any_stored_word_is_found_by_itself():
    """Text of any script goes in, and each of its words finds it again."""

    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12))
    @example("café 123abc 1e5 Ⅷ ½ 日本語 абв2")
    def found(text):
        made = make_resource(title=f"A {text}")
        for word in text.split():
            query = parse(f'"{word}"')
            if query and '"' not in word:
                assert made.pk in match(query), word

    found()
