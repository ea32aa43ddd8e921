"""The rated queries keep being answered well, on the database the suite runs on. `make relevance` tells more."""

import pytest

from tests.relevance.asking import answers, load
from tests.relevance.rated import TEST, TUNE, Answer, Overall, Rated, fallen, figures, overall, queries

QUERY = Rated("a query", "chief", "title", {1: 3, 2: 3, 3: 1})
SLIP = Rated("a qurey", "chief", "typo", {1: 3})
SILENT = Rated("nothing", "chief", "silent", {})


@pytest.mark.django_db
def test_works():
    """Of the hundred that nobody tunes on, only the figures are told."""
    load()
    for split in (TUNE, TEST):
        got = fallen(split, overall(answers(queries(split))))
        assert not got, f"{split}: worse than tests/relevance/floor.json; `make relevance` shows what is answered worst"


def test_the_set_is_as_large_and_mixed_as_it_has_to_be():
    rated = [*queries(TUNE), *queries(TEST)]
    assert len({query.text for query in rated}) == len(rated) == 300
    assert {query.who for query in rated} == {"chief", "community", "staff"}
    answered = {"title", "paraphrase", "acronym", "typo", "question", "broad", "known", "spanish"}
    assert {query.type for query in rated} == {*answered, "silent"}
    assert all(query.is_silent == (query.type == "silent") for query in rated)
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


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({QUERY: Answer([1, 2, 3])}, Overall(1, 1, 1, wrong=0, false=0, in_full=1, nearest=0)),
        ({QUERY: Answer([], [1, 2, 3])}, Overall(1, 1, 1, wrong=0, false=0, in_full=0, nearest=0)),
        ({QUERY: Answer([1, 2, 3], (), "query")}, Overall(1, 1, 1, wrong=1, false=0, in_full=1, nearest=0)),
        ({SLIP: Answer([1], (), "query")}, Overall(1, 1, 1, wrong=0, false=0, in_full=1, nearest=0)),
        ({SILENT: Answer([9])}, Overall(0, 0, 0, wrong=0, false=1, in_full=0, nearest=0)),
        ({SILENT: Answer([], [9])}, Overall(0, 0, 0, wrong=0, false=0, in_full=0, nearest=1)),
        ({SILENT: Answer([], (), "noting")}, Overall(0, 0, 0, wrong=1, false=1, in_full=0, nearest=0)),
        ({SILENT: Answer()}, Overall(0, 0, 0, wrong=0, false=0, in_full=0, nearest=0)),
    ],
)
def test_the_figures_of_many(answers, expected):
    assert overall(answers) == expected


def test_a_figure_is_worse_below_its_floor_or_above_its_bound():
    good, bad = Overall(1, 1, 1, 0, 0, 1, 0), Overall(0, 0, 0, 1, 1, 0, 1)
    for split in (TUNE, TEST):
        assert fallen(split, good) == {}
        assert set(fallen(split, bad)) == {"ndcg", "mrr", "success", "wrong", "false"}
