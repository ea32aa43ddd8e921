"""The evidence map: how many items of each pillar, and findings of each practice, point in each direction."""

from dataclasses import dataclass

from pillars.blueprint.criteria import Criteria
from pillars.blueprint.facets import Facet
from pillars.blueprint.selection import select
from pillars.models import Direction, Pillar, Practice

DOTS_IN_ROW = 10


@dataclass(frozen=True)
class Cell:
    direction: str
    number: int
    query: str = ""

    @property
    def dots(self) -> list[tuple[int, int]]:
        """Where the dots of its mark stand, one for each of what it counts, in rows of `DOTS_IN_ROW`."""
        return [(4 + 8 * (dot % DOTS_IN_ROW), 4 + 8 * (dot // DOTS_IN_ROW)) for dot in range(self.number)]

    @property
    def height(self) -> int:
        return 8 * -(-self.number // DOTS_IN_ROW)


@dataclass(frozen=True)
class Row:
    heading: Pillar | Practice
    cells: list[Cell]
    total: int
    query: str = ""


def by_pillar(criteria: Criteria, facets: list[Facet]) -> list[Row]:
    """A row for each pillar; each cell counts exactly what the Blueprint lists for its query. An item with findings in
    two directions stands in two cells, so a row may add up to more than its total."""
    found = select(criteria, facets)
    columns = [choice.key for choice in next(facet for facet in facets if facet.name == "evidence").choices]
    rows = []
    for choice in next(facet for facet in facets if facet.name == "pillar").choices:
        items = [item for item in found.items if item.pillar_id == choice.pillar.pk]
        keys = [set(item.directions) or {columns[-1]} for item in items]
        cells = [
            Cell(
                column,
                sum(column in of_item for of_item in keys),
                criteria.query(pillar={choice.key}, evidence={column}),
            )
            for column in columns
        ]
        rows.append(Row(choice.pillar, cells, len(items), criteria.query(pillar={choice.key})))
    return rows


def by_practice() -> list[Row]:
    """A row for each practice; each cell counts its findings."""
    rows = []
    for practice in Practice.objects.prefetch_related("findings"):
        found = [finding.direction for finding in practice.findings.all()]
        cells = [Cell(direction, found.count(direction)) for direction in Direction.values]
        rows.append(Row(practice, cells, len(found)))
    return rows
