"""Numbers that tell of nobody."""

from icpr.lib.few import TOGETHER, in_words, rounded


def test_a_number_is_a_multiple_of_five_and_tells_of_five_at_least():
    for true in range(200):
        shown = rounded(true)
        assert shown % TOGETHER == 0
        assert shown <= true < shown + TOGETHER


def test_in_words():
    assert [in_words(true) for true in (0, 4, 5, 9, 1_234)] == ["fewer than 5", "fewer than 5", "5", "5", "1,230"]
