"""The page of the evidence map: all its template shows."""

from collections.abc import Iterable
from dataclasses import dataclass

from pillars.blueprint import evidence_map, marks
from pillars.blueprint.criteria import Criteria
from pillars.blueprint.facets import ANYONE, LOCAL, Facet
from pillars.blueprint.selection import Selection
from pillars.models import RULE, EvidenceRating, Practice, Strength

SIZES = (1, 10, 65)  # numbers of studies the legend draws
ABOUT = {
    Strength.REVIEWS: "Many studies were gathered and weighed together.",
    Strength.TRIAL: "Places or people were assigned by chance, so that groups can be compared.",
    Strength.OTHER: "A single study of another design, a committee’s reading, or a report.",
    Strength.UNKNOWN: "What we read does not say how it was studied.",
}


@dataclass(frozen=True)
class Kind:
    """A kind of research to narrow the map to; the first, without a key, is any."""

    key: str
    label: str
    about: str
    chosen: bool
    query: str

    @property
    def path(self) -> str:
        """Its form, in a field of 12 by 12."""
        return marks.path(self.key, 6, 6, 4.5)


def context(
    criteria: Criteria, choices: list[Facet], selection: Selection, practices: Iterable[Practice], list_address: str
) -> dict[str, object]:
    """`practices`: all, with their findings. `list_address`: of the Blueprint, which lists the items of a cell."""
    groups = evidence_map.by_practice(practices, criteria.chosen("strength"))
    pillars = evidence_map.by_pillar(selection, list_address)
    rows = [row for group in groups for row in group.rows]
    return {
        "columns": evidence_map.columns(criteria, choices),
        "kinds": kinds(criteria),
        "sizes": marks.sizes(*SIZES),
        "groups": groups,
        "pillars": pillars,
        "practice_count": len(rows),
        "findings": [mark.finding for row in rows for cell in row.cells for mark in cell.strip.marks],
        "longest_of_practices": max((row.length for row in rows), default=1) or 1,
        "longest_of_pillars": max((row.length for row in pillars), default=1) or 1,
        "rules": [(rating.label, RULE[rating]) for rating in EvidenceRating],
        "anyone": ANYONE,
        "for_anyone": criteria.with_only("who", ANYONE).query_string(),
        "for_local": criteria.with_only("who", LOCAL).address,
    }


def kinds(criteria: Criteria) -> list[Kind]:
    chosen = criteria.chosen("strength")
    found = [Kind("", "Any kind of research", "", not chosen, criteria.with_only("strength").address)]
    for key, label in Strength.choices:
        found.append(Kind(key, label, ABOUT[key], key in chosen, criteria.with_only("strength", key).query_string()))
    return found
