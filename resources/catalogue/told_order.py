"""The records of a list in the order in which readers were told of them, and the pages of that order for feeds.

The order is read once an edition of the lists, and what was told of later once a version of the pages. Pages are
counted from the record told of first, fifty to each, so that news fills the last one and leaves all others as they are.
"""

from array import array
from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from hashlib import blake2b

from pyroaring import BitMap

from icpr.lib.moments import of_number, to_number
from resources.catalogue import additions, facet_index
from resources.catalogue.facet_index import CatalogueIndex
from resources.catalogue.listing import Listing
from resources.catalogue.positions import NOWHERE
from resources.edition import LISTS, Edition, per_edition
from resources.models import Catalogue, RecordClock

PER_PAGE = 50


@dataclass(frozen=True)
class Order:
    """The published records, those told of first before the others: `keys` are their primary keys, `moments` when, in
    microseconds since 1970, and `places` where each position of the catalogue index stands: `NOWHERE` for a record that
    went while the order was read."""

    keys: array
    moments: array
    places: array

    @classmethod
    def of(cls, keys: array, moments: array, index: CatalogueIndex) -> "Order":
        places = array("I", [NOWHERE]) * len(index)
        for place, position in enumerate(index.positions.lookup(keys)):
            if position != NOWHERE:
                places[position] = place
        return cls(keys, moments, places)

    def of_positions(self, positions: array) -> BitMap:
        """The places of some records, by where they stand in the catalogue index."""
        places = BitMap(array("I", map(self.places.__getitem__, positions)))
        places.discard(NOWHERE)
        return places

    @cached_property
    def every(self) -> BitMap:
        """The places of all records of the catalogue index; not to be changed."""
        places = BitMap(self.places)
        places.discard(NOWHERE)
        return places


@per_edition(*LISTS)
def _as_added(edition: Edition) -> Order:
    """As they appeared."""
    added = additions.of(edition)
    return Order.of(added.keys, added.moments, facet_index.of(edition))


@per_edition("page_version", *LISTS)
def order(edition: Edition) -> Order:
    """As readers were told of them: as they appeared, but for the few whose change was told of later."""
    added, index = _as_added(edition), facet_index.of(edition)
    later = []
    for pk, moment in RecordClock.objects.filter(told_at__isnull=False).values_list("record", "told_at"):
        place = added.places[index.positions[pk]] if pk in index.positions else NOWHERE
        if place != NOWHERE and to_number(moment) > added.moments[place]:
            later.append((to_number(moment), pk, place))
    return _with_later(added, sorted(later), index) if later else added


def _with_later(added: Order, later: list[tuple[int, int, int]], index: CatalogueIndex) -> Order:
    """The same, where some stand at later moments: (moment, primary key, place so far), the earliest moment first."""
    keys, moments = added.keys[:], added.moments[:]
    for place in sorted((place for *_, place in later), reverse=True):
        del keys[place], moments[place]
    at = [bisect_right(moments, moment) for moment, *_ in later]
    for place, (moment, pk, _) in reversed([*zip(at, later, strict=True)]):
        keys.insert(place, pk)
        moments.insert(place, moment)
    return Order.of(keys, moments, index)


class ToldPages:
    """A list in that order. Pages are counted from 1, which holds what was told of first."""

    def __init__(self, listing: Listing):
        # The edition that lists are kept for does not tell two versions of what pages show apart.
        self.order = order(replace(listing.edition, page_version=Catalogue.versions()[3]))
        if len(listing.positions) == len(listing.index):
            self.places = self.order.every
        else:
            self.places = self.order.of_positions(listing.positions.to_array())

    @property
    def done(self) -> int:
        """The number of the last page that leads back from the newest: it holds the record before those, and is full,
        for they are a page's worth themselves. 0 when they are all there are."""
        return max(0, -(-(len(self.places) - PER_PAGE) // PER_PAGE))

    @cached_property
    def latest(self) -> datetime | None:
        """When readers were last told of anything in the list; None of an empty one."""
        return of_number(self.order.moments[self.places[-1]]) if self.places else None

    def newest(self) -> list[int]:
        """Primary keys of the page that is shown first: those told of last, the last one first."""
        return self._keys(self.places[-PER_PAGE:])

    def page(self, number: int) -> list[int]:
        """Primary keys of a full page, that told of last first."""
        return self._keys(self.places[(number - 1) * PER_PAGE : number * PER_PAGE])

    def digest(self, number: int) -> str:
        """What a page and all before it hold, as 10 letters and digits: another record, or one told of again, makes
        another digest."""
        places, columns = self.places[: number * PER_PAGE], (self.order.keys, self.order.moments)
        if places and places.max() == len(places) - 1:  # every record up to there
            columns = (column[: len(places)] for column in columns)
        else:
            columns = (array("q", map(column.__getitem__, places)) for column in columns)
        return blake2b(b"".join(column.tobytes() for column in columns), digest_size=5).hexdigest()

    def _keys(self, places: BitMap) -> list[int]:
        return [self.order.keys[place] for place in reversed(list(places))]
