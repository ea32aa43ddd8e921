"""The evidence map: how many items of each pillar, and findings of each practice, point in each direction.

Each thing counted is a mark of its own (`pillars.blueprint.marks`). Chosen kinds of research narrow the map: only
findings of these kinds count then.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from pillars.blueprint.criteria import Criteria
from pillars.blueprint.facets import NOT_REVIEWED, Choice, Facet
from pillars.blueprint.marks import NO_FINDING, RANKS, SMALL, TARGET, Pointing, strip, strip_of_kinds
from pillars.blueprint.selection import Selection
from pillars.models import Direction, EvidenceRating, Finding, Item, Pillar, Practice

WIDTH_OF_ITEMS = 96  # of the marks of a cell, in pixels
WIDTH_OF_FINDINGS = 248
GOOD = (EvidenceRating.PROVEN, EvidenceRating.PROMISING)


@dataclass(frozen=True)
class Row:
    """`url`: the page that shows all of it, as far as it is counted here."""

    heading: Pillar | Practice
    cells: list[Pointing]
    total: int
    url: str

    @property
    def filled(self) -> list[Pointing]:
        return [cell for cell in self.cells if cell.number]

    @property
    def length(self) -> int:
        """Of its bar: an item with findings in two directions is in it twice."""
        return sum(cell.number for cell in self.cells)

    @property
    def bar(self) -> list[tuple[str, int, int]]:
        """The cells as parts of one bar: direction, where it begins, and how long it is, in things counted."""
        parts, start = [], 0
        for cell in self.filled:
            parts.append((cell.direction, start, cell.number))
            start += cell.number
        return parts


@dataclass(frozen=True)
class Group:
    """The practices with one rating."""

    rating: EvidenceRating
    rows: list[Row]


@dataclass(frozen=True)
class SmallMap:
    """The best rated practices, and how many practices and findings the whole map has."""

    rating: EvidenceRating
    rows: list[Row]
    practices: int
    findings: int


def columns(criteria: Criteria, facets: list[Facet]) -> list[Choice]:
    """The directions and, unless only some kinds of research count, "not reviewed"."""
    every = next(facet for facet in facets if facet.name == "evidence").choices
    return [choice for choice in every if choice.key != NOT_REVIEWED or not criteria.chosen("strength")]


def by_pillar(found: Selection, address: str) -> list[Row]:
    """A row for each pillar; each cell counts exactly what the Blueprint, which is at `address`, lists for its query.
    An item with findings in two directions stands in two cells, so a row may add up to more than its total."""
    criteria, facets = found.criteria, found.facets
    keys = [choice.key for choice in columns(criteria, facets)]
    rows = []
    for choice in next(facet for facet in facets if facet.name == "pillar").choices:
        of_pillar = criteria.with_only("pillar", choice.key)
        items = [item for item in found.items if item.pillar_id == choice.pillar.pk]
        marks = [_strongest(item, criteria.chosen("strength")) for item in items]
        cells = [
            Pointing(
                key,
                strip_of_kinds([of_item[key] for of_item in marks if key in of_item], most_width=WIDTH_OF_ITEMS),
                address + of_pillar.with_only("evidence", key).query_string(),
            )
            for key in keys
        ]
        rows.append(Row(choice.pillar, cells, len(items), address + of_pillar.query_string()))
    return rows


def _strongest(item: Item, strengths: Collection[str]) -> dict[str, str]:
    """Direction → the strongest kind of research that found it for an item."""
    found: dict[str, str] = {}
    for finding in sorted(_of_kinds(item.findings, strengths), key=lambda finding: RANKS.index(finding.strength)):
        found.setdefault(finding.direction, finding.strength)
    return found or {NOT_REVIEWED: NO_FINDING}


def _of_kinds(findings: Iterable[Finding], strengths: Collection[str]) -> list[Finding]:
    return [finding for finding in findings if not strengths or finding.strength in strengths]


def by_practice(
    practices: Iterable[Practice], strengths: Collection[str] = (), *, target: int = TARGET, scale: float = 1
) -> list[Group]:
    """The practices that have findings of these kinds (of any, if none is named), by their rating and with the
    strongest evidence first; each cell draws its findings. They need their findings. `target`, `scale`: see `strip`."""
    rows = []
    for practice in sorted(practices, key=by_evidence):
        found = _of_kinds(practice.findings.all(), strengths)
        page = practice.get_absolute_url()
        kinds = [("strength", key) for key in sorted(strengths)]
        cells = []
        for direction in Direction.values:
            pointing = [one for one in found if one.direction == direction]
            marks = strip(pointing, most_width=WIDTH_OF_FINDINGS, target=target, scale=scale)
            cells.append(Pointing(direction, marks, _address(page, [("direction", direction), *kinds])))
        if found or not strengths:
            rows.append(Row(practice, cells, len(found), _address(page, kinds)))
    return [Group(rating, list(of)) for rating, of in groupby(rows, lambda row: row.heading.evidence.rating)]


def _address(page: str, pairs: list[tuple[str, str]]) -> str:
    return page + (f"?{urlencode(pairs)}" if pairs else "")


def by_evidence(practice: Practice) -> tuple:
    """Where a practice stands: by its rating, then the strongest research it rests on, then how much there is."""
    evidence, findings = practice.evidence, practice.findings.all()
    studies = sum(finding.study_count or 1 for finding in evidence.basis or findings)
    return (list(EvidenceRating).index(evidence.rating), evidence.strength, -studies, practice.name)


def small_map(practices: Iterable[Practice] | None = None) -> SmallMap | None:
    """The part of the map for the practices rated best, for `{% include "pillars/_evidence_small.html" %}`.

    The template reads it as `small_map`; the page includes `pillars/_shapes.html` once before it. `practices`: all,
    with their findings, if the page holds them already; else they are read in two queries. None if none is good.
    """
    held = list(Practice.objects.prefetch_related("findings") if practices is None else practices)
    ratings = [practice.evidence.rating for practice in held]
    best = next((rating for rating in GOOD if rating in ratings), None)
    if best is None:
        return None
    shown = [practice for practice, rating in zip(held, ratings, strict=True) if rating == best]
    group = by_practice(shown, target=0, scale=SMALL)[0]
    return SmallMap(best, group.rows, len(held), sum(len(practice.findings.all()) for practice in held))
