"""Records that belong near another: those that share its tags, topics and pillars."""

from itertools import combinations

from pyroaring import BitMap

from resources.catalogue.facet_index import CatalogueIndex
from resources.catalogue.facets import Value


def related_ids(pk: int, own: dict[str, list[Value]], index: CatalogueIndex, most: int = 4) -> list[int]:
    """Primary keys of the published records nearest to one, nearest first, newest first among equals.

    `own` are its facet values with their members, as `CatalogueIndex.values_of` gives them.

    Nearness falls in tiers: two shared tags and a topic or pillar, a tag and a topic, a tag and a pillar, a tag,
    a topic and a pillar. A shared pillar alone does not count: it holds a sixth of the library.
    """
    tags, topics, pillars = (_any(own[name]) for name in ("tag", "topic", "pillar"))
    two_tags = BitMap().union(*(a.members & b.members for a, b in combinations(own["tag"], 2)))
    tiers = [two_tags & (topics | pillars), tags & topics, tags & pillars, tags, topics & pillars]
    nearest: dict[int, None] = {}
    for tier in tiers:
        for position in tier:
            if len(nearest) == most:
                break
            if index.ids[position] != pk:
                nearest[index.ids[position]] = None
    return list(nearest)


def _any(values: list[Value]) -> BitMap:
    return BitMap().union(*(value.members for value in values))
