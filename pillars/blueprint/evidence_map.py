"""The evidence map: how many items of each pillar, and findings of each practice, point in each direction.

Each thing counted is a mark of its own, drawn by the kind of research it rests on. Chosen kinds of research narrow both
tables: only findings of these kinds count then.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from pillars.blueprint.criteria import Criteria
from pillars.blueprint.facets import NOT_REVIEWED, Choice, Facet
from pillars.blueprint.selection import Selection
from pillars.models import Direction, Finding, Item, Pillar, Practice, Strength

DOTS_IN_ROW = 10
NO_FINDING = "none"
RANKS = [*Strength.values, NO_FINDING]  # the strongest kind of research first
ABOUT = {
    Strength.REVIEWS: "Many studies were gathered and weighed together.",
    Strength.TRIAL: "Places or people were assigned by chance, so that groups can be compared.",
    Strength.OTHER: "A single study of another design, a committee’s reading, or a report.",
    Strength.UNKNOWN: "What we read does not say how it was studied.",
}


@dataclass(frozen=True)
class Cell:
    """`marks`: for each thing counted the kind of research it rests on, the strongest first."""

    direction: str
    marks: list[str]
    query: str

    @property
    def number(self) -> int:
        return len(self.marks)

    @property
    def dots(self) -> list[tuple[int, int, str]]:
        """Where the marks stand in rows of `DOTS_IN_ROW`, and which each is."""
        return [(8 * (dot % DOTS_IN_ROW), 8 * (dot // DOTS_IN_ROW), mark) for dot, mark in enumerate(self.marks)]

    @property
    def words(self) -> str:
        """The marks for those who do not see them: "2 systematic review or meta-analysis, 1 randomized trial"."""
        counts = Counter(self.marks)
        labels = dict(Strength.choices) | {NO_FINDING: "no finding"}
        return ", ".join(f"{counts[mark]} {labels[mark].lower()}" for mark in RANKS if mark in counts)

    @property
    def height(self) -> int:
        return 8 * -(-self.number // DOTS_IN_ROW)


@dataclass(frozen=True)
class Row:
    heading: Pillar | Practice
    cells: list[Cell]
    total: int
    query: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of research to narrow the map to; the first, without a key, is any."""

    key: str
    label: str
    about: str
    chosen: bool
    query: str


def kinds(criteria: Criteria) -> list[Kind]:
    chosen = criteria.chosen("strength")
    found = [Kind("", "Any kind of research", "", not chosen, criteria.with_only("strength").address)]
    for key, label in Strength.choices:
        found.append(Kind(key, label, ABOUT[key], key in chosen, criteria.with_only("strength", key).query_string()))
    return found


def columns(criteria: Criteria, facets: list[Facet]) -> list[Choice]:
    """The directions and, unless only some kinds of research count, "not reviewed"."""
    every = next(facet for facet in facets if facet.name == "evidence").choices
    return [choice for choice in every if choice.key != NOT_REVIEWED or not criteria.chosen("strength")]


def by_pillar(found: Selection) -> list[Row]:
    """A row for each pillar; each cell counts exactly what the Blueprint lists for its query. An item with findings in
    two directions stands in two cells, so a row may add up to more than its total."""
    criteria, facets = found.criteria, found.facets
    keys = [choice.key for choice in columns(criteria, facets)]
    rows = []
    for choice in next(facet for facet in facets if facet.name == "pillar").choices:
        of_pillar = criteria.with_only("pillar", choice.key)
        items = [item for item in found.items if item.pillar_id == choice.pillar.pk]
        marks = [_strongest(item, criteria.chosen("strength")) for item in items]
        cells = [
            Cell(
                key,
                sorted((of_item[key] for of_item in marks if key in of_item), key=RANKS.index),
                of_pillar.with_only("evidence", key).query_string(),
            )
            for key in keys
        ]
        rows.append(Row(choice.pillar, cells, len(items), of_pillar.query_string()))
    return rows


def _strongest(item: Item, strengths: Collection[str]) -> dict[str, str]:
    """Direction → the strongest kind of research that found it for an item."""
    found: dict[str, str] = {}
    for finding in sorted(_of_kinds(item.findings, strengths), key=lambda finding: RANKS.index(finding.strength)):
        found.setdefault(finding.direction, finding.strength)
    return found or {NOT_REVIEWED: NO_FINDING}


def _of_kinds(findings: Iterable[Finding], strengths: Collection[str]) -> list[Finding]:
    return [finding for finding in findings if not strengths or finding.strength in strengths]


def by_practice(strengths: Collection[str]) -> list[Row]:
    """A row for each practice with findings of these kinds (of any, if none is named);
    each cell counts its findings."""
    rows = []
    for practice in Practice.objects.prefetch_related("findings"):
        found = _of_kinds(practice.findings.all(), strengths)
        cells = []
        for direction in Direction.values:
            marks = [finding.strength for finding in found if finding.direction == direction]
            pairs = [("direction", direction), *(("strength", key) for key in sorted(strengths))]
            cells.append(Cell(direction, sorted(marks, key=RANKS.index), f"?{urlencode(pairs)}"))
        if found or not strengths:
            kinds = urlencode([("strength", key) for key in sorted(strengths)])
            rows.append(Row(practice, cells, len(found), f"?{kinds}" if kinds else ""))
    return rows
