"""One answer to one set of criteria: the items in order, and how many each choice would give. All counted in memory."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from pillars.blueprint.criteria import COMMUNITY, Criteria
from pillars.blueprint.facets import Choice, Facet, passes_evidence
from pillars.models import Direction, Effort, Item, Level
from pillars.models.items import ACTION_ITEMS_IN_REPORT

EFFORTS = {effort: rank for rank, effort in enumerate(Effort.values)}


@dataclass(frozen=True)
class Selection:
    """`items` in the order asked for, `held` every public item, `counts` for each facet: key → number of items."""

    items: list[Item]
    held: list[Item]
    counts: dict[str, Counter]


def held_items() -> list[Item]:
    """Every public item with its evidence and `resource_count`, the number of its public resources."""
    items = list(Item.objects.published().with_evidence())
    counts = resource_counts()
    for item in items:
        item.resource_count = counts.get(item.pk, 0)
    return items


def resource_counts() -> dict[int, int]:
    """Primary key of an item → number of its public resources, asked through the relation: resources know us, not we them."""
    resources = Item._meta.get_field("resources").related_model
    linked = resources.objects.published().filter(items__isnull=False).order_by()
    return dict(linked.values_list("items").annotate(Count("pk")))


def select(criteria: Criteria, facets: list[Facet]) -> Selection:
    held = held_items()
    items = [item for item in held if passes(item, criteria, facets)]
    counts = {facet.name: count(held, criteria, facets, facet) for facet in facets}
    return Selection(sorted(items, key=lambda item: place(item, criteria)), held, counts)


def passes(item: Item, criteria: Criteria, facets: list[Facet], but: str = "") -> bool:
    """Whether an item passes every facet in force except the one named `but`."""
    chosen = {name: keys for name, keys in criteria.chosen.items() if name != but}
    directions, strengths = chosen.get("evidence", set()), chosen.get("strength", set())
    if (directions or strengths) and not passes_evidence(item, directions, strengths):
        return False
    return all(
        facet.holds(item, chosen[facet.name])
        for facet in facets
        if facet.name not in ("evidence", "strength") and chosen.get(facet.name)
    )


def count(held: list[Item], criteria: Criteria, facets: list[Facet], facet: Facet) -> Counter:
    """How many items each choice of a facet would give alone, all other facets as they are."""
    rest = [item for item in held if passes(item, criteria, facets, but=facet.name)]

    def has(item: Item, choice: Choice) -> bool:
        if facet.name == "evidence":
            return passes_evidence(item, {choice.key}, criteria.chosen["strength"])
        if facet.name == "strength":
            return passes_evidence(item, criteria.chosen["evidence"], {choice.key})
        return facet.holds(item, {choice.key})

    return Counter({choice.key: sum(has(item, choice) for item in rest) for choice in facet.choices})


def place(item: Item, criteria: Criteria) -> tuple:
    """Where an item stands in the list.

    "Start here" puts items first whose practices are found to help, then mixed results, then the rest; within each the
    least effort first. The lens for communities puts before that what is addressed to them, then what has a question.
    """
    lens = community_place(item) if criteria.lens == COMMUNITY else ()
    if criteria.order == "number":
        return (*lens, item.sort_key)
    if criteria.order == "pillar":
        return (*lens, item.pillar.number if item.pillar else 0, *start_place(item))
    return (*lens, *start_place(item))


def community_place(item: Item) -> tuple:
    addressed = any(actor.slug == "community" for actor in item.actors.all())
    return (not addressed, not item.question)


def start_place(item: Item) -> tuple:
    directions = item.directions
    evidence = 0 if item.is_proven else 1 if Direction.MIXED in directions else 2
    against = bool({Direction.NO_EFFECT, Direction.HARM} & directions.keys())
    return (evidence, against, EFFORTS.get(item.effort, len(EFFORTS)), item.sort_key)


def how_many_held(held: list[Item]) -> dict[str, int]:
    """How much of the report is held: recommendations (without the overarching two) and action items, of how many."""
    levels = Counter(item.level for item in held)
    return {
        "recommendations": levels[Level.RECOMMENDATION],
        "overarching": levels[Level.OVERARCHING],
        "action_items": levels[Level.ACTION_ITEM],
        "in_report": ACTION_ITEMS_IN_REPORT,
    }
