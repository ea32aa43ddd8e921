"""What a search finds, as positions of the catalogue index: each phrase is looked up once, not each search.

To find the position of each of a hundred thousand records takes longer than all else that a list of them does.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pyroaring import BitMap

from icpr.lib.database.places import PerPlace
from icpr.lib.single_flight import SingleFlight
from resources import search
from resources.catalogue.catalogue_index import CatalogueIndex
from resources.catalogue.positions import Positions
from resources.search import frequency
from resources.search.engine import Ask, holding
from resources.search.full_text import Scope
from resources.search.postings import Kept, Key, Postings, Store

FEW = 2_000  # records, up to which they are looked up one by one


@dataclass(frozen=True, slots=True)
class Placed(Kept):
    """Those of `source`, which holds primary keys, that are published: their positions."""

    source: BitMap


@dataclass(frozen=True)
class PlacedPostings:
    """As `Postings`, with the positions of published records."""

    postings: Postings
    positions: Positions
    store: Store = field(default_factory=Store)

    def of(self, keys: Iterable[Key]) -> dict[Key, BitMap]:
        sources = self.postings.of(keys)
        known = self.store.find(sources)
        made = {
            key: self._placed(source, known.get(key))
            for key, source in sources.items()
            if key not in known or known[key].source is not source
        }
        self.store.keep(made)
        return {key: kept.records for key, kept in (known | made).items()}

    def _placed(self, source: BitMap, before: Placed | None) -> Placed:
        """Anew; from what it was before an edit, only what differs is looked up."""
        if before is None:
            return Placed(self.positions.of_published(source), 0, source)
        gone, come = before.source - source, source - before.source
        records = before.records - self.positions.of_published(gone) | self.positions.of_published(come)
        return Placed(records, 0, source)


_stores: PerPlace[SingleFlight[tuple[Positions, Store]]] = PerPlace(SingleFlight)


def members(found: search.Found, index: CatalogueIndex) -> BitMap:
    """The positions of all that a search found."""
    if len(found.ids) <= FEW:
        return index.members(found.ids)
    positions = index.positions
    store = _stores().get(lambda held: held[0] is positions, lambda: (positions, Store()))[1]
    postings = PlacedPostings(frequency.of(index.edition).postings, positions, store)
    [holds] = holding([Ask(found.asked.required, Scope.ALL)], found.asked.excluded, postings)
    holds |= index.members(found.beside)
    return holds if len(holds) == len(found.ids) else index.members(found.ids)  # words changed meanwhile
