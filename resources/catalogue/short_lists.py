"""Short lists: the first records of some parts of the catalogue, read together, each with the way to all of it.

Only what can be opened stands in them; the number beside the way to all counts the rest too.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from pyroaring import BitMap

from resources.catalogue import groups
from resources.catalogue.criteria import Criteria
from resources.catalogue.facet_index import CatalogueIndex
from resources.catalogue.facets import FACETS
from resources.models import Kind, Resource

BY_NAME = {facet.name: facet for facet in FACETS}
Keys = Mapping[str, tuple[str, ...]]  # facet name → keys of its values, of which a record has one
COLLECTIONS: Keys = {"kind": (Kind.COLLECTION.value,)}


@dataclass(frozen=True)
class Part:
    """A part of the catalogue, by facet values or by its positions in the index.

    first: facet values of those of its records that come before the others. page: the name of the address where all of
    it stands; by default the list that can be filtered.
    """

    heading: str
    values: Keys = field(default_factory=dict)
    first: Keys = field(default_factory=dict)
    members: BitMap | None = None
    page: str = ""


@dataclass(frozen=True)
class ShortList:
    """The first records of a part. address: where all `total` stand. key: its heading, as the id of an element."""

    heading: str
    address: str
    total: int
    resources: list[Resource]

    @property
    def key(self) -> str:
        return "".join(letter if letter.isalnum() else "-" for letter in self.heading.lower())


def of_parts(index: CatalogueIndex, parts: Sequence[Part], most: int) -> list[ShortList]:
    """The first `most` openable records of each part, newest first, no record twice and no collection, which leads to
    others and not to a document. Parts without any are left out.

    A key that a term had formerly stands for the term. One query; two more for each facet of which a key is not held.
    """
    now = _keys_now(index, parts)
    lists, ids, shown = [], [], members_of(index, COLLECTIONS)
    for part in parts:
        criteria = Criteria(values=now(part.values))
        members = members_of(index, criteria.values) if part.members is None else part.members
        there, first = (members & index.openable) - shown, members_of(index, now(part.first))
        positions = [*(there & first)[:most], *(there - first)[:most]][:most]
        shown |= BitMap(positions)
        ids.append([index.ids[position] for position in positions])
        address = reverse(part.page) if part.page else reverse("resources") + criteria.query_string()
        lists.append((part.heading, address, len(members)))
    read = groups.together(ids, groups.LINES)
    return [ShortList(*each, resources) for each, resources in zip(lists, read, strict=True) if resources]


def members_of(index: CatalogueIndex, values: Keys) -> BitMap:
    """The positions of the records that have one of the keys of each facet; none where nothing is asked."""
    each = [index.having(name, keys) for name, keys in values.items()]
    return BitMap.intersection(*each) if each else BitMap()


def _keys_now(index: CatalogueIndex, parts: Sequence[Part]) -> Callable[[Keys], Keys]:
    """A function that puts the present key of a term for any it had formerly, and leaves out what no record has."""
    missing: dict[str, list[str]] = {}
    for part in parts:
        for name, keys in (*part.values.items(), *part.first.items()):
            missing.setdefault(name, []).extend(key for key in keys if key not in index.facets[name])
    known = {name: BY_NAME[name].keys_now(keys) if keys else {} for name, keys in missing.items()}

    def now(name: str, keys: tuple[str, ...]) -> tuple[str, ...]:
        present = dict.fromkeys(known[name].get(key, key) for key in keys)
        return tuple(key for key in present if key in index.facets[name])

    return lambda values: {name: now(name, keys) for name, keys in values.items()}
