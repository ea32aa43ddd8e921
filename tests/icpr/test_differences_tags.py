"""Two texts as a page shows them: what went is struck out, what came is underlined, and both are said in words."""

from html import unescape

from django.template.loader import render_to_string
from html5lib import parseFragment

from icpr.lib.diff import diff
from icpr.templatetags.differences import marked


def test_works():
    (found,) = diff({"note": "One <old>\nword"}, {"note": "One <new>\nword"})
    before, after = marked(found, "del"), marked(found, "ins")
    said = '<span class="words__said"> [{}: </span>{}<span class="words__said">] </span>'
    assert before == f'One &lt;<del class="words">{said.format("taken out", "old")}</del>&gt;<br>word'
    assert after == f'One &lt;<ins class="words">{said.format("put in", "new")}</ins>&gt;<br>word'


def test_the_pages_of_versions_and_of_two_editors_mark_alike():
    differences = diff({"note": "Old words"}, {"note": "New words"})
    table = render_to_string("_differences.html", {"differences": differences, "before": "A", "after": "B", "words": 1})
    asked = render_to_string("_conflicts.html", {"differences": differences, "words": True})
    for mark in ("del", "ins"):
        assert marked(differences[0], mark) in table
        assert marked(differences[0], mark) in asked
        parseFragment(asked)
    assert "taken out" not in unescape(render_to_string("_conflicts.html", {"differences": differences}))
