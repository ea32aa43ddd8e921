"""Addresses are made of a text's words, parted where a reader parts them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from icpr.lib.folding import key_of, slug_of

SLUGS = {
    "Community Policing: A Guide": "community-policing-a-guide",
    "Degard–Łukasz": "degard-lukasz",
    "Police–community relations": "police-community-relations",
    "Before—after": "before-after",
    "mother‑in‑law": "mother-in-law",  # U+2011
    "x−y": "x-y",  # U+2212
    "stop-and-frisk": "stop-and-frisk",
    "and/or": "and-or",
    "Attacks of 9/11": "attacks-of-9-11",
    "1⁄2 day": "1-2-day",
    "Item 1.5.1": "item-1-5-1",
    "9-1-1": "9-1-1",
    "24:7": "24-7",
    "O’Brien’s, O'Brien's, OʼBrien´s and Hawaiʻi": "obriens-obriens-obriens-and-hawaii",
    "rock ‘n’ roll": "rock-n-roll",
    "U.S. police": "us-police",
    "D.A.R.E. program": "dare-program",
    "e.g.,this": "eg-this",
    "example.org": "example-org",
    "a...b": "a-b",
    "“Quoted”text": "quoted-text",
    "snake_case": "snake-case",
    "AT&T": "at-t",
    "x·y•z|w": "x-y-z-w",
    "Café São Straße": "cafe-sao-strasse",
    "co\u00adoper\u200bation": "cooperation",
    "– / …": "",
    "训练": "",
}


def test_works():
    assert slug_of("Use of Force: What We Know") == "use-of-force-what-we-know"


@pytest.mark.parametrize(("text", "slug"), SLUGS.items())
def test_punctuation_parts_and_apostrophes_join(text, slug):
    assert slug_of(text) == slug


def test_a_long_one_is_cut_between_words():
    slug = slug_of("policing/" * 20)
    assert len(slug) <= 80
    assert slug.endswith("-policing")
    assert slug_of("p" * 100) == "p" * 80


@given(st.text("aB1 .-_'/&\n", max_size=20) | st.text(st.characters(max_codepoint=127)))
@example("U.S. Dept. of_Justice 9/11")
def test_plain_text_is_cut_as_any_other(text):
    """A mark that nobody sees takes it the longer way."""
    assert slug_of(text) == slug_of(f"{text}\u00ad")
    assert key_of(text) == key_of(f"{text}\u00ad")
