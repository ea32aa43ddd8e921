"""How a text reads, in figures."""

import pytest

from resources.curation.writing import (
    Reading,
    reading,
    remarks_on_annotation,
    remarks_on_brief,
    sentences_of,
    syllables_of,
)


def test_works():
    assert reading("The cat sat on the mat.") == Reading(6, 1, 0.0)
    plain = reading("Say who may use force. Say when. Write it down.")
    heavy = reading(
        "Organizational accountability necessitates comprehensive administrative documentation requirements."
    )
    assert (plain.sentences, heavy.sentences) == (3, 1)
    assert plain.grade < 4 < 15 < heavy.grade


def test_the_formula_is_the_published_one():
    """Kincaid 1975: .39 × words a sentence + 11.8 × syllables a word − 15.59, here 4 words of 9 syllables."""
    text = "Community officers listen carefully."
    assert [syllables_of(word) for word in text.rstrip(".").split()] == [4, 3, 2, 4]
    assert reading(text).grade == round(0.39 * 4 + 11.8 * 13 / 4 - 15.59, 1)


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        ("  \n ", []),
        ("No end", ["No end"]),
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        (
            "The U.S. Department of Justice, e.g. its COPS Office, pays.",
            ["The U.S. Department of Justice, e.g. its COPS Office, pays."],
        ),
        ("Dr. Ellis and Sgt. Poe wrote it. It helps.", ["Dr. Ellis and Sgt. Poe wrote it.", "It helps."]),
        ("It grew by 1.5 percent. “Why?” they asked.", ["It grew by 1.5 percent.", "“Why?”", "they asked."]),
        ("Wait… What?!", ["Wait…", "What?!"]),
    ],
)
def test_sentences(text, sentences):
    assert sentences_of(text) == sentences


def test_nothing_written_and_other_languages_have_no_grade():
    assert reading("") == reading("… — !") == Reading(0, 0, None)
    assert reading("La policía escucha.", "es") == Reading(3, 1, None)


def test_remarks():
    assert remarks_on_annotation("A guide for chiefs.") == remarks_on_annotation("") == []
    assert remarks_on_annotation("A guide. For chiefs.") == ["It has 2 sentences: say it in one."]
    assert remarks_on_brief("word " * 60) == []
    assert remarks_on_brief("word " * 61) == ["It has 61 words: 1 more than the 60 that a busy reader takes."]
