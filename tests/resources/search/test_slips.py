"""How likely one word was typed for another."""

import pytest
from rapidfuzz.distance import OSA

from resources.search.slips import cost, one_slip_from


@pytest.mark.parametrize(
    ("typed", "meant", "expected"),
    [
        ("police", "police", 0),
        ("polcie", "police", 0.6),
        ("harrassment", "harassment", 0.5),
        ("traficking", "trafficking", 0.5),
        ("ploice", "police", 0.6),
        ("pokice", "police", 0.7),
        ("policy", "police", 0.6),
        ("polize", "police", 1),
        ("plice", "police", 1),
        ("bolice", "police", 1.4),
    ],
)
def test_works(typed, meant, expected):
    assert cost(typed, meant) == pytest.approx(expected)


def test_every_row_at_one_slip_is_at_that_distance():
    found = set(one_slip_from("jail"))
    assert {"jai", "jaill", "ajil", "mail", "jails"} <= found
    assert {OSA.distance("jail", word) for word in found - {"jail"}} == {1}
