"""What the Blueprint can be filtered by. A facet is a name, a label, its choices and which of them an item has.

Lists of other rows, such as agencies' examples, have facets of the same form.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model

from icpr.lib.query import chips
from icpr.lib.query.chips import Chip
from icpr.lib.query.criteria import Criteria
from pillars.models import (
    RULE,
    Actor,
    Direction,
    Effort,
    EvidenceRating,
    FocusArea,
    FormerAddress,
    Item,
    Pillar,
    Strength,
)

ANYONE = "anyone"
LOCAL = "local-agency"
NOT_REVIEWED = "not-reviewed"
SOME = "some"

R = TypeVar("R")
Chosen = Mapping[str, Collection[str]]  # facet name → what is chosen in it


@dataclass(frozen=True)
class Choice:
    key: str
    label: str
    pillar: Pillar | None = None
    shape: str = ""  # the sign it is shown with


@dataclass(frozen=True)
class Facet:
    """`keys_of(item, chosen)` gives the keys an item has, where `chosen` is what is chosen in all facets: what research
    found and of which kind it was must be true of one and the same finding. `single`: one choice at a time."""

    name: str
    label: str
    choices: list[Choice]
    keys_of: Callable[[Any, Chosen], set[str]]
    single: bool = False
    note: str = ""
    model: type[Model] | None = None  # of whose rows the keys are slugs

    def keys_now(self, former: list[str]) -> dict[str, str]:
        """Former key → present key, for those of some unknown keys that were once a term's."""
        return FormerAddress.objects.slugs_now(self.model, former) if self.model and former else {}

    def labels(self, keys: Collection[str]) -> list[str]:
        """The labels of some choices, in the order of the facet."""
        return [choice.label for choice in self.choices if choice.key in keys]


def passing(rows: Iterable[R], facets: Iterable[Facet], chosen: Chosen) -> list[R]:
    """The rows that have a chosen key of every facet in which anything is chosen."""
    asked = [(facet, frozenset(chosen[facet.name])) for facet in facets if chosen.get(facet.name)]
    return [row for row in rows if not any(keys.isdisjoint(facet.keys_of(row, chosen)) for facet, keys in asked)]


def counted(rows: Iterable[R], facet: Facet, facets: Iterable[Facet], chosen: Chosen) -> Counter:
    """Choice of a facet → how many rows it would give alone, all other facets as they are."""
    others = {name: keys for name, keys in chosen.items() if name != facet.name}
    return Counter(key for row in passing(rows, facets, others) for key in facet.keys_of(row, others))


def chips_of(criteria: Criteria, facets: Iterable[Facet]) -> list[Chip]:
    """A chip for each choice in force that is not the default."""
    labels = {facet.name: {choice.key: choice.label for choice in facet.choices} for facet in facets}
    return chips.of_facets(criteria, lambda facet, key: labels[facet][key])


def facets() -> list[Facet]:
    """Every facet with its choices, in three queries."""
    pillars = [Choice(pillar.slug, pillar.name, pillar) for pillar in Pillar.objects.all()]
    actors = [Choice(actor.slug, actor.name) for actor in Actor.objects.all()]
    areas = [Choice(area.slug, area.name) for area in FocusArea.objects.all()]
    signs = [*Direction.choices, (NOT_REVIEWED, "Not reviewed")]
    directions = [Choice(key, label, shape=key) for key, label in signs]
    return [
        Facet(
            "pillar", "Pillar", pillars, lambda item, chosen: {item.pillar.slug} if item.pillar else set(), model=Pillar
        ),
        Facet(
            "who",
            "Who must act",
            [*actors, Choice(ANYONE, "Anyone")],
            lambda item, chosen: item.actor_slugs | {ANYONE},
            single=True,
            model=Actor,
        ),
        Facet(
            "rating",
            "Evidence rating",
            [Choice(rating.value, rating.label, shape=rating.shape) for rating in EvidenceRating],
            lambda item, chosen: {item.evidence.rating.value},
            note=f"Proven: {RULE[EvidenceRating.PROVEN]} Promising: {RULE[EvidenceRating.PROMISING]}",
        ),
        Facet(
            "evidence",
            "What research found",
            directions,
            directions_of,
            note="For any outcome. “Not reviewed” means that we hold no finding, not that there is none.",
        ),
        Facet("strength", "Kind of research", choices_of(Strength), strengths_of),
        Facet(
            "effort", "Effort", choices_of(Effort), lambda item, chosen: {item.effort}, note="As our editors see it."
        ),
        Facet(
            "focus",
            "Focus area",
            areas,
            lambda item, chosen: {area.slug for area in item.focus_areas.all()},
            model=FocusArea,
        ),
        Facet(
            "resources",
            "Resources",
            [Choice(SOME, "Has resources here")],
            lambda item, chosen: {SOME} if item.resource_count else set(),
        ),
    ]


def choices_of(words) -> list[Choice]:
    return [Choice(key, label) for key, label in words.choices]


def directions_of(item: Item, chosen: Chosen) -> set[str]:
    """What findings of the chosen kinds of research say. Not reviewed is only what has no finding of any kind."""
    strengths = chosen.get("strength")
    if not item.findings:
        return set() if strengths else {NOT_REVIEWED}
    return {finding.direction for finding in item.findings if not strengths or finding.strength in strengths}


def strengths_of(item: Item, chosen: Chosen) -> set[str]:
    """The kinds of research behind the findings that point in a chosen direction."""
    directions = chosen.get("evidence")
    return {finding.strength for finding in item.findings if not directions or finding.direction in directions}
