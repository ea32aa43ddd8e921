"""The rated queries, and how well some answers meet them.

`queries.json` holds what chiefs, community leaders and staff would type, each with the records that answer it by
permanent number: 3 the answer, 2 helps, 1 touches on it. It was written before any tuning, and is no list to tune to.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log2
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
FIRST_THREE = HERE / "first_three.json"
DEPTH = 10
FIRST = 3


@dataclass(frozen=True, slots=True)
class Rated:
    """A query as typed, by whom, of which type, and the grade of each record that answers it."""

    text: str
    who: str
    type: str
    grades: Mapping[int, int] = field(hash=False)

    @property
    def relevant(self) -> set[int]:
        """The records of the best grade the query has: 3 for nearly all."""
        best = max(self.grades.values())
        return {number for number, grade in self.grades.items() if grade == best}


class Figures(NamedTuple):
    """Each between 0 and 1, higher is better."""

    ndcg: float
    mrr: float
    success: float

    @classmethod
    def mean(cls, figures: Iterable["Figures"]) -> "Figures":
        columns = list(zip(*figures, strict=True))
        return cls(*(sum(column) / len(column) for column in columns))


def queries() -> list[Rated]:
    rows = json.loads((HERE / "queries.json").read_text())
    return [
        Rated(row["query"], row["who"], row["type"], {int(number): grade for number, grade in row["grades"].items()})
        for row in rows
    ]


def floor() -> Figures:
    """The figures that no change may fall below."""
    return Figures(**json.loads((HERE / "floor.json").read_text()))


def figures(query: Rated, answer: Sequence[int]) -> Figures:
    """How well an answer, permanent numbers with the best first, meets a query.

    nDCG at ten with the gain 2^grade - 1 (Burges et al. 2005, "Learning to rank using gradient descent"), the
    reciprocal rank of the first relevant record, and whether one is among the first three.
    """
    got = _cumulated(query.grades.get(number, 0) for number in answer[:DEPTH])
    ideal = _cumulated(sorted(query.grades.values(), reverse=True)[:DEPTH])
    rank = next((place for place, number in enumerate(answer, 1) if number in query.relevant), None)
    return Figures(got / ideal, 1 / rank if rank else 0.0, float(rank is not None and rank <= FIRST))


def _cumulated(grades: Iterable[int]) -> float:
    return sum((2**grade - 1) / log2(place + 1) for place, grade in enumerate(grades, 1))
