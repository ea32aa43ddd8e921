"""What the Blueprint can be filtered by. A facet is a name, a label, its choices and the test an item must pass."""

from collections.abc import Callable
from dataclasses import dataclass, field

from pillars.models import Direction, Effort, FocusArea, Item, Pillar, Strength
from pillars.models.items import Actor

ANYONE = "anyone"
LOCAL = "local-agency"
NOT_REVIEWED = "not-reviewed"


@dataclass(frozen=True)
class Choice:
    key: str
    label: str
    pillar: Pillar | None = None


@dataclass(frozen=True)
class Facet:
    """`holds(item, keys)` says whether an item has any of the chosen keys. `single`: one choice at a time."""

    name: str
    label: str
    choices: list[Choice]
    holds: Callable[[Item, set[str]], bool]
    single: bool = False
    note: str = ""
    keys: set[str] = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "keys", {choice.key for choice in self.choices})


def facets() -> list[Facet]:
    """Every facet with its choices, in three queries. Evidence and strength are told apart in `passes_evidence`."""
    pillars = [Choice(pillar.slug, pillar.name, pillar) for pillar in Pillar.objects.all()]
    actors = [Choice(actor.slug, actor.name) for actor in Actor.objects.all()]
    areas = [Choice(area.slug, area.name) for area in FocusArea.objects.all()]
    directions = [*map(Choice, *zip(*Direction.choices, strict=True)), Choice(NOT_REVIEWED, "Not reviewed")]
    return [
        Facet("pillar", "Pillar", pillars, lambda item, keys: bool(item.pillar) and item.pillar.slug in keys),
        Facet(
            "who",
            "Who must act",
            [*actors, Choice(ANYONE, "Anyone")],
            lambda item, keys: ANYONE in keys or any(actor.slug in keys for actor in item.actors.all()),
            single=True,
        ),
        Facet(
            "evidence",
            "What research found",
            directions,
            lambda item, keys: passes_evidence(item, keys, set()),
            note="For any outcome. “Not reviewed” means that we hold no finding, not that there is none.",
        ),
        Facet(
            "strength",
            "Kind of research",
            choices_of(Strength),
            lambda item, keys: passes_evidence(item, set(), keys),
        ),
        Facet(
            "effort",
            "Effort",
            choices_of(Effort),
            lambda item, keys: item.effort in keys,
            note="As our editors see it.",
        ),
        Facet(
            "focus",
            "Focus area",
            areas,
            lambda item, keys: any(area.slug in keys for area in item.focus_areas.all()),
        ),
        Facet(
            "resources",
            "Resources",
            [Choice("some", "Has resources here")],
            lambda item, keys: item.resource_count > 0,
        ),
    ]


def choices_of(words) -> list[Choice]:
    return [Choice(key, label) for key, label in words.choices]


def passes_evidence(item: Item, directions: set[str], strengths: set[str]) -> bool:
    """Whether one and the same finding has a chosen direction and a chosen strength; an empty set asks for nothing."""
    if NOT_REVIEWED in directions and not item.findings and not strengths:
        return True
    return any(
        (not directions or finding.direction in directions) and (not strengths or finding.strength in strengths)
        for finding in item.findings
    )
