"""How many sheets a plan takes. That it takes them on paper: tests/browser/test_plan_on_paper.py."""

import pytest

from pillars.plans.sheets import ON_FIRST, ON_OTHERS, of_summary, parted
from tests.pillars.plans.conftest import share, words

TWO = ON_FIRST + ON_OTHERS


@pytest.mark.parametrize(
    ("items", "sheets"), [(0, 1), (1, 1), (ON_FIRST, 1), (ON_FIRST + 1, 2), (TWO, 2), (TWO + 1, 3)]
)
def test_works(items, sheets):
    parts = parted(range(items))
    assert of_summary(items) == len(parts) == sheets
    assert [item for part in parts for item in part] == list(range(items))


@pytest.mark.django_db
def test_the_links_say_how_many(visitor, plan):
    for address in (plan, share(visitor, plan)):
        page = visitor.get(address)
        assert "Print the summary: 1 sheet " in words(page)
        assert "Print a sheet for each item: 4 sheets" in words(page)


@pytest.mark.django_db
def test_a_sheet_shortens_what_would_not_fit_and_says_so(visitor, plan):
    steps = {f"step-{number}": f"Step {number} " + "x" * 200 for number in range(9)}
    visitor.post(f"{plan}items/1.1/", status="planned", note="word " * 400, **steps)
    page = visitor.get(f"{plan}sheets/")
    assert "More steps stand in the plan: 9 in all." in page
    assert "x" * 121 not in page
    assert "the plan has it whole" in words(page)
    assert page.count("Signature") == 4
