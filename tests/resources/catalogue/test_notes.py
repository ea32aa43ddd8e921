"""What a reader is told of a search, the weightiest first."""

from icpr.lib.query.notices import Notice
from resources import search
from resources.catalogue.criteria import Criteria
from resources.catalogue.notes import notes
from resources.search.queries import Group, Query

ASKED = Criteria("cops here", {"kind": ("guide",)})


def widened(*names: str) -> Query:
    return Query((Group("cops", (), names=names),))


def test_works():
    found = search.Found(ids=[1], query=widened("police", "officers"))
    [note] = notes(ASKED, found)
    assert note == (
        "Also searched: police and officers.",
        "Only the exact words",
        "?q=%22cops%22&kind=guide",
        "",
    )


def test_of_many_words_three_are_named_and_all_are_there():
    first, second = notes(ASKED, search.Found(ids=[1], query=widened(*"abcde")))
    assert first.before == "Also searched: a, b, c and 2 more."
    assert second.before == "All words searched besides: a, b, c, d and e."
    [only] = notes(ASKED, search.Found(ids=[1], query=widened(*"abcd")))
    assert only.before == "Also searched: a, b, c and d."


def test_what_was_left_out_comes_first_then_the_spelling_then_other_words():
    query = widened("police")
    told = notes(ASKED, search.Found(query=query, suggested="cops hear"), [Notice("kind", "One was left out.")])
    assert [note.before for note in told] == ["One was left out.", "Did you mean", "Also searched: police."]
    assert not told[2].link
    assert told[1][1:] == ("cops hear", "?q=cops+hear&kind=guide", "?")
    [corrected, _] = notes(ASKED, search.Found(ids=[1], query=query, corrected="cops hear"))
    assert corrected.link == "Search exactly as typed"


def test_nothing_is_told_when_all_is_plain():
    assert notes(ASKED, search.Found(ids=[1])) == []


def test_everyday_words_that_were_not_asked_for_are_named():
    [note] = notes(ASKED, search.Found(ids=[1], query=widened(), passed_over=("first", "find")))
    assert note.before == "Some may lack “first” and “find”."
    assert note.url == "?q=%22cops%22&kind=guide"
    assert notes(ASKED, search.Found(query=widened(), passed_over=("first",))) == [], "nothing was found"
