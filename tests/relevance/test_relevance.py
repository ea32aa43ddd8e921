"""The rated queries keep being answered well, on the database the suite runs on. `make relevance` tells more."""

import pytest

from tests.relevance.asking import answers, load
from tests.relevance.rated import Figures, Rated, figures, floor, queries

QUERY = Rated("a query", "chief", "title", {1: 3, 2: 3, 3: 1})


@pytest.mark.django_db
def test_works():
    load()
    rated = queries()
    found = answers(rated)
    overall = Figures.mean(figures(query, found[query.text]) for query in rated)
    fallen = {name: got for name, got, least in zip(Figures._fields, overall, floor(), strict=True) if got < least}
    assert not fallen, "below tests/relevance/floor.json; `make relevance` shows the queries answered worst"


def test_the_set_is_as_large_and_mixed_as_it_has_to_be():
    rated = queries()
    assert len({query.text for query in rated}) == len(rated) >= 110
    assert {query.who for query in rated} == {"chief", "community", "staff"}
    assert {query.type for query in rated} == {"title", "paraphrase", "acronym", "typo", "question", "broad"}
    assert all(set(query.grades.values()) <= {1, 2, 3} for query in rated)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ([1, 2, 3], (1, 1, 1)),
        ([2, 1, 3, 9], (1, 1, 1)),
        ([9, 8, 7, 1], (0.2536, 0.25, 0)),  # 7 / log2(5), of 7 + 7 / log2(3) + 1 / log2(4)
        ([3, 1], (0.4545, 0.5, 1)),
        ([9, 8], (0, 0, 0)),
        ([], (0, 0, 0)),
        ([*range(10, 20), 1], (0, 1 / 11, 0)),
    ],
)
def test_the_figures_of_an_answer(answer, expected):
    assert figures(QUERY, answer) == pytest.approx(expected, abs=0.001)


def test_without_a_full_answer_the_best_there_is_counts():
    assert Rated("a query", "chief", "title", {1: 2, 2: 1}).relevant == {1}
