"""The rated queries, and how well some answers meet them.

`queries.json` and `more_queries.json` hold what chiefs, community leaders and staff would type, each with the records
that answer it by permanent number: 3 the answer, 2 helps, 1 touches on it. A silent query has none. They were written
before any tuning: 200 rows to tune on (`split` "tune"), 100 to report on ("test"), see `test_more_queries.py`.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log2
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
FILES = ("queries.json", "more_queries.json")
FIRST_THREE = HERE / "first_three.json"
TUNE, TEST = "tune", "test"
DEPTH = 10
FIRST = 3


@dataclass(frozen=True, slots=True)
class Rated:
    """A query as typed, by whom, of which type, and the grade of each record that answers it; a silent one has none."""

    text: str
    who: str
    type: str
    grades: Mapping[int, int] = field(hash=False)

    @property
    def is_silent(self) -> bool:
        return not self.grades

    @property
    def relevant(self) -> set[int]:
        """The records of the best grade the query has: 3 for nearly all."""
        best = max(self.grades.values(), default=0)
        return {number for number, grade in self.grades.items() if grade == best}


class Answer(NamedTuple):
    """What the library says to a query, records by permanent number with the best first.

    found: the results. nearest: what is named when there are few or none. corrected: the text searched instead, if any.
    """

    found: Sequence[int] = ()
    nearest: Sequence[int] = ()
    corrected: str = ""

    @property
    def shown(self) -> Sequence[int]:
        """All a reader is shown, in order."""
        return [*self.found, *self.nearest]


class Figures(NamedTuple):
    """How well one answer meets a query: each between 0 and 1, higher is better."""

    ndcg: float
    mrr: float
    success: float


class Overall(NamedTuple):
    """How well the answers to many queries meet them, each between 0 and 1.

    ndcg, mrr, success: the means over the queries that have an answer, of what a reader is shown: the results, then
    the nearest. wrong: of the queries that are no slips, how many were corrected. false: of the silent ones, how many
    had a result or a correction. In both, less is better. in_full: of those with an answer, how many had results.
    nearest: of the silent ones, how many had something named as nearest; neither is a rule.
    """

    ndcg: float
    mrr: float
    success: float
    wrong: float
    false: float
    in_full: float
    nearest: float


def queries(split: str) -> list[Rated]:
    """The rows of one split, of both files."""
    rows = [row for name in FILES for row in json.loads((HERE / name).read_text()) if row["split"] == split]
    return [
        Rated(row["query"], row["who"], row["type"], {int(number): grade for number, grade in row["grades"].items()})
        for row in rows
    ]


def fallen(split: str, overall: Overall) -> dict[str, float]:
    """Those figures of a split that are worse than its floor in `floor.json`, which no change may fall below."""
    floor = json.loads((HERE / "floor.json").read_text())[split]
    sign = {"wrong": -1, "false": -1}
    figures = overall._asdict()
    return {name: figures[name] for name, bound in floor.items() if (figures[name] - bound) * sign.get(name, 1) < 0}


def overall(answers: Mapping[Rated, Answer]) -> Overall:
    """The figures of many answers, each by its query."""
    answered = [query for query in answers if not query.is_silent]
    silent = [answer for query, answer in answers.items() if query.is_silent]
    met = [figures(query, answers[query].shown) for query in answered]
    return Overall(
        *(_share(column) for column in (zip(*met, strict=True) if met else ((), (), ()))),
        wrong=_share(bool(answer.corrected) for query, answer in answers.items() if query.type != "typo"),
        false=_share(bool(answer.found or answer.corrected) for answer in silent),
        in_full=_share(bool(answers[query].found) for query in answered),
        nearest=_share(bool(answer.nearest) for answer in silent),
    )


def _share(values: Iterable[float]) -> float:
    held = list(values)
    return sum(held) / len(held) if held else 0.0


def figures(query: Rated, answer: Sequence[int]) -> Figures:
    """How well an answer, permanent numbers with the best first, meets a query that has one.

    nDCG at ten with the gain 2^grade - 1 (Burges et al. 2005, "Learning to rank using gradient descent"), the
    reciprocal rank of the first relevant record, and whether one is among the first three.
    """
    got = _cumulated(query.grades.get(number, 0) for number in answer[:DEPTH])
    ideal = _cumulated(sorted(query.grades.values(), reverse=True)[:DEPTH])
    rank = next((place for place, number in enumerate(answer, 1) if number in query.relevant), None)
    return Figures(got / ideal, 1 / rank if rank else 0.0, float(rank is not None and rank <= FIRST))


def _cumulated(grades: Iterable[int]) -> float:
    return sum((2**grade - 1) / log2(place + 1) for place, grade in enumerate(grades, 1))


def first_three(answers: Mapping[Rated, Answer]) -> dict[str, list[int]]:
    """By text, the first three records shown: what both databases have to agree on."""
    return {query.text: list(answer.shown[:FIRST]) for query, answer in answers.items()}


def answered_worst(answers: Mapping[Rated, Answer], most: int) -> list[Rated]:
    """The silent queries that had an answer and those that were wrongly corrected, then the others by nDCG."""

    def place(query: Rated) -> float:
        answer = answers[query]
        if query.is_silent:
            return -1.0 if answer.found or answer.corrected else 2.0
        return -1.0 if answer.corrected and query.type != "typo" else figures(query, answer.shown).ndcg

    return sorted(answers, key=place)[:most]
