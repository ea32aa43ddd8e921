"""Sets of items to begin a plan with."""

import pytest

from pillars.plans.presets import IN_FIRST_YEAR, named
from tests.pillars.plans.conftest import make_item

pytestmark = pytest.mark.django_db


def test_works():
    for number in ("1.1", "1.2", "1.3", "2.1", "3.1", "3.2"):
        make_item(number, effort="low")
    make_item("2.2", effort="high")
    make_item("2.3", effort="low", local=False)
    first_year = named("first-year").items()
    assert [item.number for item in first_year] == ["1.1", "2.1", "3.1", "1.2", "3.2", "1.3"], "in turn"


def test_a_first_year_holds_no_more_than_it_says():
    for number in range(1, IN_FIRST_YEAR + 3):
        make_item(f"1.{number}", effort="low")
    assert len(named("first-year").items()) == IN_FIRST_YEAR
