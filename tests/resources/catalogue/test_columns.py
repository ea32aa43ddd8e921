"""Columns with values taken out and put in are those that lists give, one value after the other."""

from array import array
from random import Random

import pytest

from resources.catalogue.columns import put, spliced, without


def test_works():
    column = array("I", [1, 2, 3, 4])
    assert without(column, [0, 2]) == array("I", [2, 4])
    assert put(column, [0, 4, 4], [7, 8, 9]) == array("I", [7, 1, 2, 3, 4, 8, 9])
    assert column == array("I", [1, 2, 3, 4])  # as readers of before hold it


@pytest.mark.parametrize("kind", [list, lambda column: array("I", column)])
def test_is_what_one_after_the_other_gives(kind):
    random = Random(3)
    for _ in range(300):
        column = [random.randint(0, 99) for _ in range(random.randint(0, 12))]
        places = sorted(random.sample(range(len(column)), random.randint(0, len(column))))
        kept = [value for place, value in enumerate(column) if place not in places]
        assert list(without(kind(column), places)) == kept
        fresh = [random.randint(0, 99) for _ in range(random.randint(0, 6))]
        at = sorted(random.randint(0, len(kept)) for _ in fresh)
        expected = kept[:]
        for place, value in reversed([*zip(at, fresh, strict=True)]):
            expected.insert(place, value)
        assert list(put(kind(kept), at, fresh)) == expected
        assert list(spliced(kind(kept), at, ([value] for value in fresh))) == expected
