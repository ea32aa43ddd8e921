"""The groups the Blueprint's list is shown in: by evidence, by pillar, or for communities by whom an item addresses."""

from dataclasses import dataclass

from pillars.blueprint.criteria import COMMUNITY, RELEVANCE, START, Criteria
from pillars.models import RULE, EvidenceRating, Item, Pillar


@dataclass(frozen=True)
class Group:
    """A part of the list under one heading. `rank`: its place; `key` is its own on a page; `note` says what it is."""

    rank: int
    key: str
    label: str = ""
    note: str = ""
    pillar: Pillar | None = None
    shape: str = ""  # the sign it is shown with


WHOLE = Group(0, "items")
RATED = {
    rating: Group(rank, rating.value, rating.label, RULE[rating], shape=rating.shape)
    for rank, rating in enumerate(EvidenceRating)
}
ADDRESSED = Group(0, "communities", "Addressed to communities")
ASKED = Group(1, "departments", "Questions for your department")
OTHERS = Group(2, "others", "Without a question")


def group_of(item: Item, criteria: Criteria) -> Group:
    """Where an item belongs in a list in this order; with the lens for communities in a group of theirs."""
    if criteria.order == RELEVANCE:
        return WHOLE
    if criteria.order != START:
        return of_pillar(item.pillar)
    if criteria.lens == COMMUNITY:
        return ADDRESSED if "community" in item.actor_slugs else ASKED if item.question else OTHERS
    return RATED[item.evidence.rating]


def of_pillar(pillar: Pillar | None) -> Group:
    if pillar is None:
        return Group(0, "above", "Above the pillars")
    return Group(pillar.number, f"pillar-{pillar.number}", pillar.name, pillar=pillar)
