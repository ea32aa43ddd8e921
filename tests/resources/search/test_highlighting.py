"""Marks on what was found, as HTML that is always safe."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.search import highlight, parse, snippet
from resources.search.highlighting import WINDOW

anything = st.text(st.characters(exclude_categories=()))
markup = st.lists(
    st.sampled_from(["<b>", "</mark>", "<mark>", "&", "&amp;", '"', "'", "school", "Schools", " ", "<"])
).map("".join)


def bare(marked: str) -> str:
    """The text that safe HTML shows, without our marks."""
    return html.unescape(re.sub(r"</?mark>|(?<=^)… | …$", "", marked))


def test_works():
    query = parse("school policies")
    assert highlight("Policy for Schools & youth", query) == "<mark>Policy</mark> for <mark>Schools</mark> &amp; youth"


def test_markup_in_the_text_is_shown_as_written():
    assert highlight("<script>school</script>", parse("school")) == "&lt;script&gt;<mark>school</mark>&lt;/script&gt;"


def test_parts_of_a_compound_are_marked_whole():
    assert highlight("De-escalation, first", parse("deescalation")) == "<mark>De-escalation</mark>, first"


def test_excluded_words_are_not_marked():
    assert "<mark>" not in highlight("grants", parse("police -grants"))


@given(text=anything | markup, typed=anything | st.just("school mark amp"))
def test_any_text_comes_out_whole_and_safe(text, typed):
    marked = highlight(text, parse(typed))
    assert not re.search(r"[<>\"']", re.sub(r"</?mark>", "", marked))
    assert html.unescape(re.sub(r"</?mark>", "", marked)) == html.unescape(html.escape(text))


@given(text=anything | markup, typed=anything | st.just("school mark amp"))
def test_any_snippet_is_safe(text, typed):
    marked = snippet(text, parse(typed))
    assert not re.search(r"[<>\"']", re.sub(r"</?mark>", "", marked))
    assert marked.count("<mark>") == marked.count("</mark>")


def test_a_snippet_is_the_stretch_that_holds_most():
    text = "school " + "filler " * 100 + "the school police policy stands here " + "filler " * 100
    marked = snippet(text, parse("school police policy"))
    assert marked.startswith("… ")
    assert marked.endswith(" …")
    assert marked.count("<mark>") == 3
    assert len(bare(marked)) <= WINDOW + 4


def test_a_short_text_is_its_own_snippet():
    assert snippet("On schools.", parse("school")) == "On <mark>schools</mark>."


@pytest.mark.parametrize("text", ["", "nothing of it", "x" * 1_000])
def test_no_word_found_gives_no_snippet(text):
    assert snippet(text, parse("school")) == ""


def test_a_very_long_word_does_not_break_the_snippet():
    assert "<mark>" in snippet("a" * 500 + " school " + "b" * 500, parse("school"))
    assert snippet("a" * 500, parse("a" * 200)) is not None


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("社区警务公开手册", "警务公开", "社区<mark>警务公开</mark>手册"),
        ("警务, 义务 and 警务", "警务", "<mark>警务</mark>, 义务 and <mark>警务</mark>"),
        ("คู่มือตำรวจชุมชน", "ตำรวจ", "คู่มือ<mark>ตำรวจ</mark>ชุมชน"),
        ("경찰은 시민과", "경찰", "<mark>경찰</mark>은 시민과"),
        ("Police警务guide", "police 警务", "<mark>Police</mark><mark>警务</mark>guide"),
        ("دليل الشُّرْطَة", "شرطة", "دليل <mark>الشُّرْطَة</mark>"),
        ("The po\u00adlice of 2020–2021", "police 2021", "The <mark>po\u00adlice</mark> of <mark>2020–2021</mark>"),
        ("Since 9/11, dial 911", "911", "Since 9/11, dial <mark>911</mark>"),
    ],
)
def test_words_of_any_script_are_marked_and_no_more(text, query, marked):
    assert highlight(text, parse(query)) == marked
    assert snippet(text, parse(query)) == marked
