"""The three-way merge: what one changed is kept, what both changed is asked, sets are joined."""

from hypothesis import given
from hypothesis import strategies as st

from icpr.lib.merge import NOW, merge


def test_works():
    base = {"title": "a", "note": "b", "owner": "c"}
    merged = merge(base, base | {"title": "mine", "owner": "X"}, base | {"note": "theirs", "owner": "Y"})
    assert merged.values == {"title": "mine", "note": "theirs", "owner": "X"}
    assert merged.taken == ("note",)
    assert merged.conflicts == ("owner",)


def test_what_both_changed_alike_is_no_conflict():
    merged = merge({"title": "a"}, {"title": "b"}, {"title": "b"})
    assert (merged.values, merged.taken, merged.conflicts) == ({"title": "b"}, (), ())


def test_sets_are_joined_element_by_element():
    began, mine, theirs = frozenset("abc"), frozenset("abx"), frozenset("bcy")
    merged = merge({"tags": began}, {"tags": mine}, {"tags": theirs})
    assert merged.values == {"tags": frozenset("bxy")}
    assert merged.conflicts == ()


def test_without_a_beginning_every_difference_is_a_conflict():
    mine, theirs = {"title": "a", "tags": frozenset("a"), "same": 1}, {"title": "b", "tags": frozenset("b"), "same": 1}
    for base in (None, {}, {"other": "a"}):
        assert merge(base, mine, theirs).conflicts == ("title", "tags")


def test_an_answer_decides_and_a_question_without_one_stays():
    now = {"title": "theirs"}
    assert merge(now, {"title": "mine"}, now, {"title": NOW}).values == {"title": "theirs"}
    assert merge(now, {"title": "mine"}, now, {"title": "mine"}).values == {"title": "mine"}
    assert merge(now, {"title": "mine"}, now, {"title": ""}).conflicts == ("title",)


def test_an_answer_holds_only_for_what_was_shown():
    assert merge({"title": "shown"}, {"title": "mine"}, {"title": "newer"}, {"title": "mine"}).conflicts == ("title",)


VALUES = st.dictionaries(st.just("field"), st.integers(0, 2) | st.frozensets(st.integers(0, 3)), min_size=1)


@given(base=VALUES, mine=VALUES, theirs=VALUES)
def test_nobodys_change_is_lost_in_silence(base, mine, theirs):
    kinds = {type(each["field"]) for each in (base, mine, theirs)}
    if len(kinds) > 1:
        return
    merged = merge(base, mine, theirs)
    (began, typed, now, kept) = (each["field"] for each in (base, mine, theirs, merged.values))
    if merged.conflicts:
        assert len({began, typed, now}) == 3
    elif isinstance(kept, frozenset):
        assert typed - began | now - began <= kept | (began - typed) | (began - now)
        assert not kept & ((began - typed) | (began - now))
    else:
        assert kept == (now if typed == began else typed)
        assert now in (began, kept)
