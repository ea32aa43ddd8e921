"""The values of a facet, each with the records that have it."""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial, reduce
from itertools import chain
from operator import or_

from django.db.models import Q, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from pyroaring import BitMap

from resources.catalogue.positions import NOWHERE
from resources.models import RecordBlock


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


TOGETHER = 200  # blocks that one query names: SQLite reads no condition of a thousand parts
Blocks = Collection[int] | None  # numbers of blocks of records (see `RecordBlock`), or all there are


def of_blocks(column: str, blocks: Blocks) -> Q:
    """The rows whose column holds the primary key of a record of some blocks."""
    if blocks is None:
        return Q()
    parts = [Q(**{f"{column}__gte": keys.start, f"{column}__lt": keys.stop}) for keys in _ranges(blocks)]
    return reduce(or_, parts, Q(pk__in=()))


def in_parts(blocks: Blocks) -> Iterator[Blocks]:
    """The same blocks by so many that one query can name them all."""
    some = None if blocks is None else list(blocks)
    yield from [None] if some is None else (some[at : at + TOGETHER] for at in range(0, len(some), TOGETHER))


def _ranges(blocks: Collection[int]) -> list[range]:
    """The primary keys of some blocks; of blocks that follow each other, as one range."""
    ranges: list[range] = []
    for keys in map(RecordBlock.keys, sorted(blocks)):
        if ranges and ranges[-1].stop == keys.start:
            ranges[-1] = range(ranges[-1].start, keys.stop)
        else:
            ranges.append(keys)
    return ranges


def group(positions: Mapping[int, int], parts: Iterable[QuerySet]) -> dict[object, BitMap]:
    """Positions of published records by the first of each pair; the second is a primary key."""
    groups: dict[object, array] = defaultdict(partial(array, "I"))
    places = getattr(positions, "places", positions)  # millions are looked up: without a call each
    for value, pk in chain.from_iterable(pairs.iterator(chunk_size=10_000) for pairs in parts):
        try:
            position = places[pk]
        except LookupError:
            continue
        if position != NOWHERE:
            groups[value].append(position)
    return {value: BitMap(found) for value, found in groups.items()}


def option_of(label: str) -> SafeString:
    """A label as one of a list of suggestions."""
    return format_html('<option value="{}">', label)
