"""Small groups of records beside each other, chosen from the catalogue index and read together."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import QuerySet
from pyroaring import BitMap

from resources.catalogue import facet_index as catalogue
from resources.catalogue.facet_index import CatalogueIndex
from resources.catalogue.facets import Value
from resources.models import Resource


class KindCount(NamedTuple):
    kind: str
    number: int


@dataclass(frozen=True)
class TermShelves:
    """What is published under one term of the frame."""

    index: CatalogueIndex
    members: BitMap

    @property
    def by_kind(self) -> list[KindCount]:
        """Each kind there is, with its number; the most frequent first."""
        kinds = self.index.facets["kind"].values()
        counts = [KindCount(kind.key, self.members.intersection_cardinality(kind.members)) for kind in kinds]
        return sorted((count for count in counts if count.number), key=lambda count: (-count.number, count.kind))

    def newest(self, groups: Iterable[Iterable[str]], *, most: int) -> list[list[Resource]]:
        """For each group of kinds its newest records. Two queries at most, whatever the number of groups."""
        kinds = self.index.facets["kind"]
        unions = (BitMap().union(*(kinds[kind].members for kind in group)) for group in groups)
        return together([self.index.newest(self.members, union, most=most) for union in unions], bare())


def of_term(facet: str, slug: str) -> TermShelves:
    """The shelves of a pillar, focus area or topic; empty ones when the index does not know it."""
    index = catalogue.current()
    value: Value | None = index.facets[facet].get(slug)
    return TermShelves(index, value.members if value else BitMap())


def cards() -> QuerySet[Resource]:
    """Public records with all a card shows."""
    return bare().for_list()


def bare() -> QuerySet[Resource]:
    """Public records with all a card without pillars shows."""
    return Resource.objects.published().without_texts()


def in_order(ids: list[int], public: QuerySet[Resource]) -> list[Resource]:
    """The records of these primary keys, in their order; without those that stopped being public meanwhile."""
    return together([ids], public)[0]


def together(groups: list[list[int]], public: QuerySet[Resource]) -> list[list[Resource]]:
    """As `in_order`, for several groups read at once."""
    found = public.in_bulk({pk for group in groups for pk in group})
    return [[found[pk] for pk in group if pk in found] for group in groups]
