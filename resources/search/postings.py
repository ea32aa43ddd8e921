"""The postings of phrases: the keys of the records that hold each, kept in memory as bitmaps.

The database is asked for a phrase once; after an edit, again for the blocks of records that changed, and for no more.
So a word that somebody has looked for costs no question, whatever else it is looked for with.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

from pyroaring import BitMap

from icpr.lib.database.places import PerPlace
from resources.edition import SEARCH, Edition, per_edition
from resources.models import RecordBlock
from resources.search import blocks
from resources.search.full_text import Question, Scope, read
from resources.search.queries import Phrase

MOST_BYTES = 48_000_000  # of a million records a common word takes a sixth of one; of a thousand nothing worth naming

Key = tuple[Phrase, Scope]


@dataclass(frozen=True, slots=True)
class Kept:
    """The records that hold a phrase, as they were at a stamp of `blocks`."""

    records: BitMap
    stamp: int

    @property
    def size(self) -> int:
        """About how many bytes it takes: two a record, or eight thousand for each 65,536 keys."""
        return 200 + (min(2 * len(self.records), 8_192 * (1 + self.records.max() // 65_536)) if self.records else 0)


class Store:
    """The postings of this process, those asked for last."""

    def __init__(self):
        self._lock = threading.Lock()
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._size = 0

    def find(self, keys: Iterable[Key]) -> dict[Key, Kept]:
        with self._lock:
            found = {key: kept for key in keys if (kept := self._kept.get(key))}
            for key in found:
                self._kept.move_to_end(key)
            return found

    def keep(self, made: dict[Key, Kept]) -> None:
        with self._lock:
            for key, kept in made.items():
                held = self._kept.get(key)
                if held is None or held.stamp <= kept.stamp:
                    self._size += kept.size - (held.size if held else 0)
                    self._kept[key] = kept
                    self._kept.move_to_end(key)
            while self._size > MOST_BYTES:
                self._size -= self._kept.popitem(last=False)[1].size


_store = PerPlace(Store)


@dataclass(frozen=True, slots=True)
class Postings:
    """Those of one edition. They may hold what changed after it, too: what is found is looked for among its records."""

    stamp: int
    store: Store

    def of(self, keys: Iterable[Key]) -> dict[Key, BitMap]:
        """The records of any status that hold each phrase in a scope: one statement, or none when all are kept.

        Every record holds the empty phrase. The bitmaps are shared: they are not to be changed.
        """
        wanted = dict.fromkeys(keys)
        found = self.store.find(wanted)
        old = [key for key in wanted if key not in found or found[key].stamp < self.stamp]
        made = self._renewed(old, found)
        self.store.keep(made)
        return {key: kept.records for key, kept in (found | made).items()}

    def _renewed(self, keys: list[Key], found: dict[Key, Kept]) -> dict[Key, Kept]:
        asked: list[Question] = []
        bases: dict[Key, BitMap] = {}
        for key in keys:
            stale = blocks.changed(found[key].stamp) if key in found else []
            if key in found and len(stale) <= blocks.MOST:
                ranges = [RecordBlock.keys(number) for number in stale]
                bases[key] = found[key].records - BitMap().union(*map(BitMap, ranges))
                asked += [(*key, each) for each in ranges]
            else:
                bases[key] = BitMap()
                asked.append((*key, None))
        for (*key, _), answer in zip(asked, read(asked), strict=True):
            bases[tuple(key)] |= answer
        return {key: Kept(records, self.stamp) for key, records in bases.items()}


def fresh() -> Postings:
    """Postings that nothing is kept of, for a single question."""
    return Postings(0, Store())


@per_edition(*SEARCH)
def of(edition: Edition) -> Postings:
    """The postings of one edition of the catalogue."""
    return Postings(blocks.of(edition), _store())
