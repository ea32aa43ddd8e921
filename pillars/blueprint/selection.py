"""One answer to one set of criteria: the items in order, and how many each choice would give. All counted in memory."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from functools import cached_property

from django.db.models import Count

from pillars.blueprint.criteria import COMMUNITY, RELEVANCE, Criteria
from pillars.blueprint.facets import Facet, counted, passing
from pillars.blueprint.groups import group_of
from pillars.blueprint.search import Found
from pillars.models import Direction, Effort, EvidenceRating, Item, Level
from pillars.models.items import ACTION_ITEMS_IN_REPORT

# Primary key of an item → number of its public resources. The catalogue knows, and `icpr.urls` hands it in.
ResourceCounts = Callable[[], Mapping[int, int]]

EFFORTS = {effort: rank for rank, effort in enumerate(Effort.values)}
# What is known to have changed nothing, or to have harmed, is no place to start: it comes after what is not reviewed.
PLACES = {
    EvidenceRating.PROVEN: 0,
    EvidenceRating.PROMISING: 1,
    EvidenceRating.MIXED: 2,
    EvidenceRating.NOT_ENOUGH: 3,
    EvidenceRating.NOT_REVIEWED: 3,
    EvidenceRating.NO_EFFECT: 4,
    EvidenceRating.HARM: 5,
}


class Selection:
    """The answer: `held`, every public item, and `items`, those that pass, in the order asked for.

    `found`: what the words of the criteria find, if there are any.
    """

    def __init__(
        self, criteria: Criteria, facets: list[Facet], resource_counts: ResourceCounts, found: Found | None = None
    ):
        self.criteria, self.facets, self.found = criteria, facets, found
        self.held = held_items(resource_counts)
        self._ranks = {entry.pk: rank for rank, entry in enumerate(found.items)} if found else None
        self.items = sorted(passing(self.holding, facets, criteria.values), key=self._place)

    def _place(self, item: Item) -> tuple:
        by_relevance = self._ranks is not None and self.criteria.order == RELEVANCE
        return (self._ranks[item.pk],) if by_relevance else place(item, self.criteria)

    @cached_property
    def holding(self) -> list[Item]:
        """The public items that hold the words; without any, all of them."""
        return self.held if self._ranks is None else [item for item in self.held if item.pk in self._ranks]

    @cached_property
    def counts(self) -> dict[str, Counter]:
        """Facet → choice → how many items it would give alone, all other facets as they are."""
        chosen = self.criteria.values
        return {facet.name: counted(self.holding, facet, self.facets, chosen) for facet in self.facets}


def held_items(resource_counts: ResourceCounts) -> list[Item]:
    """Every public item with its evidence, its `action_items`, `resource_count`, the number of its public resources,
    and `example_count`, that of agencies' accounts."""
    items = list(Item.objects.published().with_evidence().annotate(example_count=Count("examples")))
    counts = resource_counts()
    below = defaultdict(list)
    for item in items:
        item.resource_count = counts.get(item.pk, 0)
        item.action_items = below[item.pk]
        below[item.parent_id].append(item)
    return items


def place(item: Item, criteria: Criteria) -> tuple:
    """Where an item stands in the list: its group first.

    By evidence and by pillar, in a group comes first what is proven, then what is promising, then what is mixed, then
    the rest; within each what rests on the strongest research, then the least effort. The lens for communities puts
    before that what is addressed to them, then what has a question.
    """
    lens = community_place(item) if criteria.lens == COMMUNITY else ()
    inside = (item.sort_key,) if criteria.order == "number" else start_place(item)
    return (group_of(item, criteria).rank, *lens, *inside)


def community_place(item: Item) -> tuple:
    return ("community" not in item.actor_slugs, not item.question)


def start_place(item: Item) -> tuple:
    evidence = item.evidence
    against = not evidence.basis and bool({Direction.NO_EFFECT, Direction.HARM} & item.directions.keys())
    return (PLACES[evidence.rating], evidence.strength, against, EFFORTS.get(item.effort, len(EFFORTS)), item.sort_key)


def how_many_held(held: list[Item]) -> dict[str, int]:
    """How much of the report is held: recommendations (without the overarching two) and action items, of how many."""
    levels = Counter(item.level for item in held)
    return {
        "items": len(held),
        "recommendations": levels[Level.RECOMMENDATION],
        "overarching": levels[Level.OVERARCHING],
        "action_items": levels[Level.ACTION_ITEM],
        "in_report": ACTION_ITEMS_IN_REPORT,
        "waiting": ACTION_ITEMS_IN_REPORT - levels[Level.ACTION_ITEM],
    }
