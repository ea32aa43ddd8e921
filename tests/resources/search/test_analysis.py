"""How text becomes words."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.search.analysis import LONGEST_WORD, analyse, stems_of, words


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
    ],
)
def test_forms_of_one_word_are_one(text, same):
    assert analyse(text) == analyse(same)


def test_a_compound_is_kept_in_parts_and_whole():
    assert stems_of("de-escalation") == ("de", "escal", "deescal")
    assert stems_of("community-police") == ("communiti", "polic", "communitypolic")


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
        return [stems_of(word) for word in some]

    with ThreadPoolExecutor(8) as threads:
        assert all(found == expected for found in threads.map(stem, range(800)))
