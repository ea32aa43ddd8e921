"""How text becomes words."""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from resources.models.search_text import ANALYSIS
from resources.search.analysis import LONGEST_WORD, PLAIN_RUN, RUN, _stem_of, analyse, stems_of, words

RAISE = "Raise ANALYSIS in resources/models/search_text.py, then write it and the new digest into this line."
SAMPLE = """
    The organisations’ policies on de-escalation, co-responders and healthcare: officers' behaviour, colour, defence and
    licences since 9/11. Item 1.5.1 of 2020–21; COVID-19, K-9, MS-13, 24/7; 12,601 cases under 42 U.S.C. § 1983,
    H.R.1280 and the R&D of St.Louis, e.g. O’Brien's “Ph.D.” Café ﬁre, Ｐｏｌｉｃｅ, po\u00adlice, straße, Łódź, ½, x².
    Denuncias contra la policía: niños, jóvenes y señoras. 警务公开 社区警察 경찰은 ตำรวจชุมชน
    الشرطة مُجْتَمَع שָׁלוֹם полиции ガード.
"""


def test_works():
    assert analyse("The Officers’ Policies, 2016.") == "the offic polici 2016"


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("policy", "policies"),
        ("officer's", "officers"),
        ("officer’s", "officer"),
        ("U.S.", "us"),
        ("café", "CAFE"),
        ("ﬁre", "fire"),
        ("Ｐｏｌｉｃｅ", "police"),
        ("straße", "strasse"),
        ("cafe\u0301", "café"),
        ("po\u00adlice", "police"),
        ("po\u200blice", "police"),
        ("poli\u2060ce\ufeff", "police"),
        ("\u202epolice\u202c", "police"),
        ("🚓police🚓", "police"),
        ("１２６０１", "12601"),
        ("12,601", "12601"),
        ("§ 1983", "Section 1983"),
        ("مُجْتَمَع", "مجتمع"),
        ("الشرطة", "شرطة"),
        ("شـرطة", "شرطة"),
        ("שָׁלוֹם", "שלום"),
        ("ПОЛИЦИЯ", "полиция"),
        ("ｶﾞｰﾄﾞ", "ガード"),
        ("か\u3099", "が"),
        ("\u1100\u1167\u11bc", "경"),
    ],
)
def test_forms_of_one_word_are_one(text, same):
    assert analyse(text) == analyse(same)


def test_a_compound_is_kept_in_parts_and_whole():
    assert stems_of("de-escalation") == ("de", "escal", "deescal")
    assert stems_of("community-police") == ("communiti", "polic", "communitypolic")


NUMBERS = ("151", "1.5.1", "15.1", "1.51", "911", "9-1-1", "9/11", "9-11", "9.11", "91.1", "108", "10-8", "247", "24/7")


def test_a_number_with_separators_is_itself():
    stored = [analyse(number) for number in NUMBERS]
    assert len(set(stored)) == len(NUMBERS)
    assert all(" " not in words for words in stored)
    assert analyse("9‑11") == analyse("9–11") == analyse("9-11")
    assert stems_of("10-8-A") != stems_of("108A")


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("2020-2021", "2020ǂ2021 2020 2021"),
        ("2020–21", "2020ǂ21 2020"),
        ("5/25/2020", "5ǀ25ǀ2020 2020"),
        ("COVID-19, MS-13, K-9", "covid 19 ms 13 k 9 covid19 ms13 k9"),
        ("42 U.S.C. § 1983, H.R.1280", "42 usc section 1983 hr 1280 hr1280"),
        ("Sec.5, v2.0, 2.9b", "sec 5 v2ǁ0 2ǁ9b sec5"),
        ("1,000 or 1, 000", "1000 or 1 000"),
    ],
)
def test_letters_and_years_beside_numbers_are_kept(text, stored):
    assert analyse(text) == stored


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("警务公开", "警务 务公 公开 警务公开"),
        ("警务 法", "警务 法"),
        ("경찰은", "경찰 찰은 경찰은"),
        ("A社警察ABC", "a 社警 警察 abc 社警察"),
        ("ตำรวจ", "ตา าร รว วจ ตารวจ"),
        ("police警务-openness", "polic 警务 open"),
    ],
)
def test_scripts_without_spaces_are_kept_in_pairs_of_letters(text, stored):
    assert analyse(text) == stored


def test_whoever_changes_what_is_stored_raises_its_number():
    """Else the words of a library in use stay as they were, and half of its searches fail."""
    digest = hashlib.sha256(analyse(SAMPLE).encode()).hexdigest()[:12]
    assert (ANALYSIS, digest) == (2, "ec9012787eec"), RAISE


@pytest.mark.parametrize("text", ["", " ", "-", "'", "\x00", "\ud800", "_", "...", "—", "\u0301"])
def test_text_without_words_gives_none(text):
    assert analyse(text) == ""


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_becomes_plain_words_or_none(text):
    stored = analyse(text)
    assert stored == " ".join(stored.split())
    assert all(word.isalnum() and len(word) <= LONGEST_WORD for word in stored.split())
    for word in words(text):
        assert 0 <= word.start < word.end <= len(text)
        assert word.stems


def test_threads_do_not_mix_their_words():
    """The stemmer keeps the word it works on in itself."""
    some = [f"{stem}{ending}" for stem in ("polic", "organiz", "communiti") for ending in ("ing", "ational", "fulness")]
    expected = [stems_of(word) for word in some]

    def stem(_):
        stems_of.cache_clear()
        _stem_of.cache_clear()
        return [stems_of(word) for word in some]

    with ThreadPoolExecutor(8) as threads:
        assert all(found == expected for found in threads.map(stem, range(800)))


@given(st.text("aDdEeCcOo1 9,.'-_/&\n:(", max_size=30) | st.text(st.characters(max_codepoint=127)))
@example("de escalation, Co responders: 12,601 of 1,2345; U.S.A. R&D 9/11 x_y O'Brien's")
@example("_de b, 1de c, non a-de d")
def test_plain_text_has_the_same_runs_by_either_pattern(text):
    assert [found.span() for found in PLAIN_RUN.finditer(text)] == [found.span() for found in RUN.finditer(text)]


PIECES = [*SAMPLE.split(), "de", "Co", "(multi", "x-de", "de,", "pre\u200b", "poﬅ", "no ſanti"]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=12), st.sampled_from(" \n\u00a0\u200b\u2003"))
@example(["de", "escalation"], " ")
@example(["de", "escalation"], "\n")
@example(["non", "§"], " ")
def test_what_is_stored_is_what_the_words_of_the_text_give(texts, space):
    text = space.join(texts)
    found = list(words(text))
    in_place = [stem for word in found for stem in (word.stems if len(word.stems) == 1 else word.stems[:-1])]
    at_end = [stem for word in found for stem in (word.years if len(word.stems) == 1 else word.stems[-1:])]
    assert analyse(text) == " ".join(in_place + at_end)
