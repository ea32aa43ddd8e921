"""Primary key → position of each published record, in a twentieth of the memory of a dictionary."""

from array import array
from collections.abc import Iterable, Iterator, Mapping

from pyroaring import BitMap

DENSE = 16  # primary keys a record: with more of them free an array would be mostly empty
NOWHERE = 2**32 - 1  # of a key that no published record has


class Positions(Mapping[int, int]):
    """Takes the primary keys by position; they are kept as `ids`, and not to be changed.

    places: the positions by primary key, an array while keys are dense, with `NOWHERE` where there is none. What looks
    up very many asks it, and takes IndexError and KeyError for nowhere too.
    """

    __slots__ = ("_published", "ids", "places")

    def __init__(self, ids: array):
        self.ids, self._published = ids, None
        most = max(ids, default=0)
        if most > DENSE * (len(ids) + 1_000):
            self.places: array | dict[int, int] = dict(zip(ids, range(len(ids)), strict=True))
            return
        self.places = array("I", [NOWHERE]) * (most + 1)
        for position, pk in enumerate(ids):
            self.places[pk] = position

    def __getitem__(self, pk: int) -> int:
        if (position := self.get(pk)) is None:
            raise KeyError(pk)
        return position

    def get(self, pk: int, default: int | None = None) -> int | None:
        if pk is None or pk < 0:
            return default
        try:
            position = self.places[pk]
        except LookupError:
            return default
        return default if position == NOWHERE else position

    def __contains__(self, pk: object) -> bool:
        return self.get(pk) is not None

    def __iter__(self) -> Iterator[int]:
        return iter(self.ids)

    def __len__(self) -> int:
        return len(self.ids)

    def lookup(self, keys: Iterable[int]) -> Iterator[int]:
        """The position of each of some primary keys, or `NOWHERE`."""
        places = self.places
        for pk in keys:
            try:
                yield places[pk]
            except LookupError:
                yield NOWHERE

    @property
    def published(self) -> BitMap:
        """The primary keys; made when first asked for, and not to be changed."""
        if self._published is None:
            self._published = BitMap(array("I", self.ids))
        return self._published

    def of_published(self, keys: BitMap) -> BitMap:
        """The positions of those of some records that are published."""
        return self.of(keys & self.published)

    def of(self, keys: Iterable[int]) -> BitMap:
        """The positions of some published records."""
        return BitMap(array("I", map(self.places.__getitem__, keys)))
