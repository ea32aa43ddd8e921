"""Records that belong near another: of a like title, on the same practice, or with its tags, topics and pillars."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, combinations, groupby, islice, zip_longest
from math import log2

from pyroaring import BitMap

from resources.catalogue import titles
from resources.catalogue.facet_index import CatalogueIndex
from resources.catalogue.facets import Value
from resources.catalogue.labels import RUN
from resources.catalogue.positions import NOWHERE
from resources.models import Kind, Resource

MOST = 6
CONSIDERED = 200  # of each sort in a tier: a large library has thousands that share a topic and a pillar
# A word tells titles apart while this many hold it, or this share of them all.
FEW, SHARE = 40, 0.01
ALIKE = 0.5  # the share of a title's telling words, weighed by how rare they are, that makes another its sibling


def related_ids(
    record: Resource, own: dict[str, list[Value]], practices: Iterable[int], index: CatalogueIndex, most: int = MOST
) -> list[int]:
    """Primary keys of the published records nearest to one, the nearest first. One query, and the titles once an
    edition.

    `own` are its facet values with their members, as `CatalogueIndex.values_of` gives them; `practices` the primary
    keys of the practices it is about.

    Nearness falls in tiers: a like title and anything shared; a practice and a tag; two tags and a topic or pillar; a
    tag and a topic; a practice; a tag and a pillar; a tag; a topic and a pillar; a like title. A shared pillar alone
    does not count: it holds a third of the library. In a tier the most alike come first, then those that can be opened,
    then the newest, taking turns with those whose date is not known. Collections are never among them: a page says
    apart in which its record stands.
    """
    tags, topics, pillars = (_any(own[name]) for name in ("tag", "topic", "pillar"))
    two_tags = BitMap().union(*(a.members & b.members for a, b in combinations(own["tag"], 2)))
    about = _about(practices, index)
    likeness = _likeness(record.sort_title, index)
    siblings = BitMap(position for position, share in likeness.items() if share >= ALIKE)
    tiers = [
        siblings & (tags | topics | pillars | about),
        about & tags,
        two_tags & (topics | pillars),
        tags & topics,
        about,
        tags & pillars,
        tags,
        topics & pillars,
        siblings,
    ]
    apart = BitMap(index.having("kind", [Kind.COLLECTION.value]))
    apart |= BitMap({index.positions[record.pk]} if record.pk in index.positions else ())
    in_order = chain.from_iterable(_in_order(tier - apart, likeness, own["tag"], index) for tier in tiers)
    return [index.ids[position] for position in islice(_different(in_order), most)]


def _different(positions: Iterable[int]) -> Iterator[int]:
    """Each once, as they come: tiers that nobody asks for are not put in order."""
    seen = set()
    for position in positions:
        if position not in seen:
            seen.add(position)
            yield position


def _any(values: list[Value]) -> BitMap:
    return BitMap().union(*(value.members for value in values))


def _about(practices: Iterable[int], index: CatalogueIndex) -> BitMap:
    """The positions of the records about any of some practices."""
    links = Resource.practices.through.objects.filter(practice__in=list(practices))
    found = map(index.positions.get, links.values_list("resource_id", flat=True))
    return BitMap(position for position in found if position is not None)


def _likeness(title: str, index: CatalogueIndex) -> dict[int, float]:
    """Position → share of a title's telling words that another title holds, weighed; for those that hold any."""
    held, size = titles.of(index.edition), len(index)
    holding = [held.having(_in_either_number(word)) for word in dict.fromkeys(RUN.findall(title))]
    telling = [found for found in holding if 1 < len(found) <= max(FEW, size * SHARE)]
    weights = [log2(1 + size / len(found)) for found in telling]
    shares: dict[int, float] = {}
    for found, weight in zip(telling, weights, strict=True):
        for position in filter(NOWHERE.__ne__, index.positions.lookup(found)):
            shares[position] = shares.get(position, 0) + weight / sum(weights)
    return shares


def _in_either_number(word: str) -> tuple[str, str]:
    """A word, in the singular or with an s."""
    return word, word.removesuffix("s") if word.endswith("s") else f"{word}s"


def _in_order(tier: BitMap, likeness: dict[int, float], tags: list[Value], index: CatalogueIndex) -> Iterator[int]:
    """The positions of a tier, the nearest first."""

    parts = [tier & index.openable, tier - index.openable]
    parts = [part for each in parts for part in (each - index.undated, each & index.undated)]
    taken = BitMap().union(*(part[:CONSIDERED] for part in parts))
    openable, shared = taken & index.openable, Counter(chain.from_iterable(taken & tag.members for tag in tags))

    def nearness(position: int) -> tuple[float, int, bool]:
        return -round(likeness.get(position, 0), 1), -shared[position], position not in openable

    considered = sorted((position for part in parts for position in part[:CONSIDERED]), key=nearness)
    for _, equals in groupby(considered, nearness):
        dated, undated = [], []
        for position in equals:
            (undated if position in index.undated else dated).append(position)
        for pair in zip_longest(dated, undated):
            yield from (position for position in pair if position is not None)
