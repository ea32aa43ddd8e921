"""The published records in the order in which they were added; after an edit only the blocks that changed are read."""

from array import array
from bisect import bisect_left
from dataclasses import dataclass, replace

from icpr.lib.moments import to_number
from resources.catalogue.columns import put, without
from resources.catalogue.values import in_parts, of_blocks
from resources.edition import LISTS, Edition, renewed_per_edition
from resources.models import RecordBlock, RecordClock
from resources.search import blocks


@dataclass(frozen=True, slots=True)
class Additions:
    """The records of an edition, the first added first: their primary keys, the moments they appeared, in microseconds
    since 1970, and their permanent numbers, which settle ties. stamp: nothing in it is older."""

    keys: array
    moments: array
    numbers: array
    edition: Edition
    stamp: int


@renewed_per_edition(*LISTS)
def of(edition: Edition, before: Additions | None) -> Additions:
    return read(edition, before)


def read(edition: Edition, before: Additions | None = None) -> Additions:
    """The records of an edition; from those of one before, where not too many changed since."""
    stamp = blocks.of(edition)
    if before is not None:
        changed = blocks.since(before.stamp, before.edition, edition)
        if not blocks.are_many(changed, len(before.keys)):
            return _renewed(before, edition, stamp, changed)
    keys, moments, numbers = array("I"), array("q"), array("I")
    rows = RecordClock.objects.public(edition.read_at).order_by("publish_at", "number")
    for key, moment, number in rows.values_list("record_id", "publish_at", "number").iterator(chunk_size=10_000):
        keys.append(key)
        moments.append(to_number(moment))
        numbers.append(number)
    return Additions(keys, moments, numbers, edition, stamp)


def _renewed(before: Additions, edition: Edition, stamp: int, changed: list[int]) -> Additions:
    inside, now = set(changed), {}
    for part in in_parts(changed):
        rows = RecordClock.objects.public(edition.read_at).filter(of_blocks("record_id", part)).order_by()
        for key, moment, number in rows.values_list("record_id", "publish_at", "number"):
            now[key] = (to_number(moment), number)
    held = {key: at for at, key in enumerate(before.keys) if key // RecordBlock.SIZE in inside} if inside else {}
    staying = {key for key, at in held.items() if now.get(key) == (before.moments[at], before.numbers[at])}
    going = sorted(at for key, at in held.items() if key not in staying)
    coming = sorted((*now[key], key) for key in now.keys() - staying)
    if not (going or coming):
        return replace(before, edition=edition, stamp=stamp)
    keys, moments, numbers = (without(column, going) for column in (before.keys, before.moments, before.numbers))
    places = range(len(keys))
    at = [bisect_left(places, each[:2], key=lambda place: (moments[place], numbers[place])) for each in coming]
    fresh = zip(*coming, strict=True) if coming else ((), (), ())
    moments, numbers, keys = (
        put(column, at, values) for column, values in zip((moments, numbers, keys), fresh, strict=True)
    )
    return Additions(keys, moments, numbers, edition, stamp)
