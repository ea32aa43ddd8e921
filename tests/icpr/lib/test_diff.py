"""What differs between two states is told once, in order, by label."""

import re

import pytest
from django.template.loader import render_to_string

from icpr.lib.diff import Difference, diff


def test_works():
    before = {"title": "A", "body": "One", "note": "Gone"}
    after = {"title": "B", "body": "One", "year": "2019"}
    assert diff(before, after, {"title": "Title"}) == [
        Difference("title", "Title", "A", "B"),
        Difference("note", "note", "Gone", ""),
        Difference("year", "year", "", "2019"),
    ]
    assert diff(before, before) == []
    assert diff({"note": ""}, {}) == [], "no value is no value"


def words(**context) -> str:
    page = render_to_string("_differences.html", context | {"differences": diff({"note": "a<b\nc" * 50}, {"note": ""})})
    assert "a<b" not in page
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", page)).strip()


@pytest.mark.parametrize(
    ("context", "said"),
    [
        ({"before": "Then", "after": "Now", "most": 4}, "Field Then Now Note a&lt;b… empty"),
        ({"before": "Then", "after": "", "most": 4, "of": "Item"}, "Item Then Note a&lt;b…"),
        ({"before": "", "after": "Now", "caption": "It", "remark": "new"}, "It new Field Now Note empty"),
    ],
)
def test_the_table_has_the_columns_it_is_asked_for(context, said):
    assert words(**context) == said


def test_texts_are_whole_unless_told_otherwise():
    assert words(before="Then", after="Now").count("a&lt;b") == 50
