"""What policy papers are about: their most frequent tags, each with the number of papers."""

from typing import NamedTuple

from django.urls import reverse

from resources.catalogue.criteria import Criteria
from resources.catalogue.facet_index import CatalogueIndex
from resources.models import Kind

KIND = Kind.MODEL_POLICY.value
MOST, FEWEST = 30, 2


class Need(NamedTuple):
    label: str
    address: str
    number: int


class PoliciesByNeed(NamedTuple):
    """total: how many there are. needs: by label; each has at least `FEWEST` papers."""

    total: int
    needs: list[Need]


def of(index: CatalogueIndex) -> PoliciesByNeed:
    """The tags most policy papers have, at most `MOST`, in alphabetical order."""
    policies = index.having("kind", [KIND])
    counted = [(len(value.members & policies), key, value) for key, value in index.facets["tag"].items()]
    counted = sorted((each for each in counted if each[0] >= FEWEST), key=lambda each: (-each[0], each[1]))[:MOST]
    needs = [Need(value.label, _address(key), number) for number, key, value in counted]
    return PoliciesByNeed(len(policies), sorted(needs, key=lambda need: need.label.casefold()))


def _address(tag: str) -> str:
    return reverse("resources") + Criteria(values={"kind": (KIND,), "tag": (tag,)}).query_string()
