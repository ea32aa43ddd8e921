"""Data for machines in a page: nothing in a text can end its block."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from icpr.lib.json_ld import collection, known, script

START, END = '<script type="application/ld+json">', "</script>"


def inside(block: str) -> str:
    assert block.startswith(START)
    assert block.endswith(END)
    return block[len(START) : -len(END)]


def test_works():
    block = script({"@type": "Article", "name": "Trust", "author": [], "isPartOf": {"name": ""}, "pages": 0})
    assert block == START + '{"@context":"https://schema.org","@type":"Article","name":"Trust","pages":0}' + END


HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!-- <script>",
    "]]>",
    "a\u2028b\u2029c",
    '"\\',
    "&lt;/script&gt;",
    "🚓 שלום",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_ends_no_block_and_comes_back_unchanged(text):
    data = inside(script({"name": text}))
    assert not set("<>&\u2028\u2029") & set(data)
    assert json.loads(data)["name"] == text


@settings(max_examples=50)
@given(st.text())
def test_any_text_comes_back_unchanged(text):
    assert json.loads(inside(script({"about": [{"name": text}]}))).get("about", [{}])[0].get("name", "") == text


def test_what_is_false_is_known():
    assert known({"free": False, "number": 0, "none": None, "part": {"of": {"it": ""}}}) == {"free": False, "number": 0}


def test_of_a_very_long_page_the_beginning_is_told():
    listed = collection("All", "https://library.test/", total=900, addresses=map(str, range(900)), start=900)[
        "mainEntity"
    ]
    assert listed["numberOfItems"] == 900
    assert [row["position"] for row in listed["itemListElement"]] == list(range(901, 941))
