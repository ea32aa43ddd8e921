"""Typed text: one form of each letter, no unseen marks, one quotation mark."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icpr.lib.text.typed import DOUBLE, normalized

PAIRS = ("“”", "„“", "”„", "«»", "»«", "‹›", "「」", "『』", "〝〞", "＂＂", "″″", "‶″", "❝❞", "《》", '""')
SINGLE = ("‘’", "‚‘", "''", "′′", "‛’")


@pytest.mark.parametrize("pair", PAIRS + SINGLE + ("``|''", "''|''", "‘‘|’’"))
def test_works(pair):
    opening, closing = pair.split("|") if "|" in pair else pair
    assert normalized(f"{opening}use of force{closing} policy") == '"use of force" policy'
    assert normalized(f"-{opening}use of force{closing}") == '-"use of force"'


@pytest.mark.parametrize("mark", DOUBLE)
def test_a_mark_without_its_other_one_is_plain_too(mark):
    assert normalized(f"{mark}use of force") == '"use of force'
    assert normalized(f"use of force{mark}") == 'use of force"'


@pytest.mark.parametrize(
    "text",
    [
        "officers’ rights",
        "officers' rights and chiefs' duties",
        "O’Brien's plan",
        "the '90s and '00s",
        "D’Angelo and O’Brien",
        "‘90s policing",
        "ʻokina",
    ],
)
def test_apostrophes_stay(text):
    assert normalized(text) == text


def test_an_apostrophe_within_single_marks_stays():
    assert normalized("‘the officer’s rights’ today") == '"the officer’s rights" today'


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("po\u00adlice", "police"),
        ("po\u200blice\ufeff", "police"),
        ("\u202eecilop\u202c", "ecilop"),
        ("cafe\u0301", "café"),
        ("\u2212grant", "-grant"),
        ("－grant", "-grant"),
    ],
)
def test_letters_have_one_form_and_unseen_marks_go(text, same):
    assert normalized(text) == same


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_is_taken_and_taken_the_same_twice(text):
    assert normalized(normalized(text)) == normalized(text)
