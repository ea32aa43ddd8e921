"""Markdown becomes harmless HTML, and no text costs a page more than a moment."""

import pytest

from icpr.lib.text.markdown import LONGEST, MOST_CELLS, render_markdown
from tests.effort import cpu_seconds

MOMENT = 3  # seconds of a busy processor; the dearest below costs 0.8
TABLE = "| Step | Who |\n|---|---|\n" + "| Review | Chief |\n" * 300


def test_works():
    html = render_markdown("# Use of force\n\nA **bold** [link](https://example.org).\n\n> quoted\n\n- one\n")
    assert "<h2>Use of force</h2>" in html
    assert '<a href="https://example.org" rel="nofollow noopener">link</a>' in html
    assert "<blockquote>" in html
    assert "<li>one</li>" in html
    assert render_markdown(TABLE).count("<td>") == 600


# Each is repeated to a length; these cost the parser most of some ninety that were tried.
COSTLY = {
    "opening brackets": "[",
    "images": "![",
    "brackets and emphasis": "[*",
    "emphasis and brackets": "*[",
    "links without end": "[a](",
    "links in links": "[](",
    "references": "[a][",
    "definitions without end": "[a\n",
    "emphasis": "*a",
    "kinds of emphasis": "x*_",
    "strong without end": "**a ",
    "strong": "**a** ",
    "quotes": ">",
    "quoted lists": ">- ",
    "lists": "- ",
    "empty lists": "* -\n",
    "backticks": "a`",
    "fences": "```\n",
    "cdata": "<![CDATA[",
    "comments": "<!--",
    "tags": "<a ",
    "entities": "&amp;",
    "half entities": "&#1",
    "addresses": "<http:",
    "headings": "a\n=\n",
    "lines": "a\n",
    "blank lines": "- a\n\n",
    "escapes": "\\[",
    "cells": "|",
    "tables": "a|b\n-|-\n",
    "tabs": "\ta\n",
}
NESTED = {
    "quotes": "\n".join(">" * depth + " a" for depth in range(1, 190)),
    "lists": "\n".join("  " * depth + "- a" for depth in range(1, 135)),
    "backticks of every length": " ".join("`" * length for length in range(1, 195)),
    "rows filled up": "|a" * 500 + "|\n" + "|-" * 500 + "|\n" + "|x\n" * 5_000,
    "images in images": "![" * 5_000 + "](b)" * 2_400,
    "brackets": "[" * 9_999 + "]" * 9_999,
}


@pytest.mark.parametrize("length", [LONGEST, 100_000])
@pytest.mark.parametrize("unit", COSTLY.values(), ids=COSTLY.keys())
def test_nothing_repeated_costs_more_than_a_moment(unit, length):
    text = (unit * length)[:length]
    assert cpu_seconds(lambda: render_markdown(text), enough=MOMENT) < MOMENT


@pytest.mark.parametrize("text", NESTED.values(), ids=NESTED.keys())
def test_nothing_nested_costs_more_than_a_moment(text):
    assert cpu_seconds(lambda: render_markdown(text[:LONGEST]), enough=MOMENT) < MOMENT


def test_a_table_that_grows_out_of_all_proportion_is_shown_as_written():
    html = render_markdown("|a" * 100 + "|\n" + "|-" * 100 + "|\n" + "|x\n" * (MOST_CELLS // 100))
    assert "<table" not in html
    assert "|x" in html


def test_a_text_too_long_for_markdown_is_shown_whole_and_harmless():
    text = "**Plain** <script>x</script>\n\n" * 1_000
    html = render_markdown(text)
    assert html.count("**Plain** &lt;script&gt;") == 1_000
    assert html.count("<p>") == 1_000
    assert "<script" not in html
