"""The values of a facet, each with the records that have it."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from pyroaring import BitMap


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a facet: its word in addresses, its label, and which records have it.

    `members` holds positions in the catalogue index, not primary keys. `number` and `hue` are given for pillars only,
    `option`, its HTML for a list of suggestions, for long facets only, and not where these hold too many to make each.
    """

    key: str
    label: str
    members: BitMap
    number: int | None = None
    hue: str = ""
    option: SafeString | str = ""


def group(positions: dict[int, int], pairs: QuerySet) -> dict[object, list[int]]:
    """Positions of published records by the first of each pair; the second is a primary key."""
    groups = defaultdict(list)
    position_of = positions.get
    for value, pk in pairs.iterator(chunk_size=10_000):
        if (position := position_of(pk)) is not None:
            groups[value].append(position)
    return groups


def option_of(label: str) -> SafeString:
    """A label as one of a list of suggestions."""
    return format_html('<option value="{}">', label)
