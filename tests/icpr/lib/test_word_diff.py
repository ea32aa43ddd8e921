"""The words that differ are marked, and the two texts can be read from the parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icpr.lib.word_diff import MOST_TOKENS, Part, marked
from tests.effort import cpu_seconds


def text(parts) -> str:
    return "".join(part.text for part in parts)


def changed(parts) -> list[str]:
    return [part.text for part in parts if part.is_changed]


@pytest.mark.parametrize(
    ("before", "after", "out", "into"),
    [
        ("What it is and whom it helps.", "What it says and whom it helps.", ["is"], ["says"]),
        ("Schools, Youth", "Camps, Schools, Youth", [], ["Camps, "]),
        ("One two three four five", "One six seven four five", ["two three"], ["six seven"]),
        ("First.\nSecond.", "First.\n\nSecond.", ["\n"], ["\n\n"]),
        ("", "New", [], ["New"]),
        ("Old", "", ["Old"], []),
        ("Same", "Same", [], []),
        ("May 2015", "July 25, 2016", ["May 2015"], ["July 25, 2016"]),
    ],
)
def test_works(before, after, out, into):
    one, other = marked(before, after)
    assert (changed(one), changed(other)) == (out, into)


WORDS = st.lists(st.sampled_from(["a ", "b", "\n", ", ", "word ", "é"]), max_size=30).map("".join)


@given(WORDS, WORDS)
def test_the_parts_are_the_texts(before, after):
    one, other = marked(before, after)
    assert (text(one), text(other)) == (before, after)
    assert bool(changed(one) or changed(other)) == (before != after)
    same = ["".join(part.text for part in parts if not part.is_changed) for parts in (one, other)]
    assert same[0] == same[1]


def test_the_middle_of_what_is_the_same_is_left_out():
    long = "The same words again. " * 50
    one, other = marked(f"{long}old", f"{long}new")
    assert [part.left_out for part in one if part.left_out] == [len(long) - 240]
    assert changed(other) == ["new"]
    assert len(text(one)) < 300


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a " * 10_000, "b " + "a " * 9_999),
        ("x" + "".join(f"{n % 150} " for n in range(9_000)), "y" + "".join(f"{n * 7 % 150} " for n in range(9_000))),
        ("\n" * 20_000, "a\n" * 10_000),
        ("".join(f"{n % 90} " for n in range(MOST_TOKENS // 2 - 9)), "".join(f"{n**2 % 90} " for n in range(900))),
    ],
)
def test_no_text_takes_long(before, after):
    assert cpu_seconds(lambda: marked(before, after), enough=1) < 1


def test_what_has_little_in_common_is_not_picked_apart():
    assert marked("The end of it is near", "A wholly other text of many words") == (
        [Part("The end of it is near", True)],
        [Part("A wholly other text of many words", True)],
    )
