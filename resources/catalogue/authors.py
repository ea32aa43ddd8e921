"""The facet of authors: those whose names have one key, wherever they are written, and what they wrote."""

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar
from zlib import crc32

from resources.catalogue.many_values import ManyValues
from resources.catalogue.values import Blocks, Value, of_blocks
from resources.models import Author
from resources.models.people import author_key
from resources.terms.models import Alias


@dataclass(frozen=True)
class AuthorFacet:
    """A facet whose values are the names on by-lines, told apart by `author_key`; otherwise as `RelationFacet`.

    many: tens of thousands, the largest first; of them lists show and offer a part.
    """

    name: str = "author"
    label: str = "Author"
    long: bool = True
    many: bool = True
    phrase: str = "by {}"
    rank: int = 0
    lookup: str = "author"
    is_offered: ClassVar[bool] = True

    def key_of(self, text: str) -> str:
        """The key of a name as somebody types it."""
        return author_key(text)

    def keys_now(self, former: list[str]) -> dict[str, str]:
        """Former key → present key, for those of some unknown keys that an author had before a renaming or a merge."""
        return Alias.objects.keys_now(former)

    def read(self, positions: Mapping[int, int]) -> ManyValues:
        """All values by key, the authors of most records first, given the position of each published record: one query.

        A name is written as on most of its records.
        """
        numbers: dict[str, int] = {}
        written = array("Q")  # the number of a name, and the position of a record
        for pk, name in self.written():
            if (position := positions.get(pk)) is not None:
                written.append(numbers.setdefault(name, len(numbers)) << 32 | position)
        times = Counter(pair >> 32 for pair in written)
        keys = {name: author_key(name) for name in numbers}
        labels: dict[str, str] = {}
        for name in sorted(sorted(numbers), key=lambda name: times[numbers[name]], reverse=True):
            labels.setdefault(keys[name], name)
        key_of = list(keys.values())
        values = ManyValues(labels, ((key_of[pair >> 32], pair & 0xFFFFFFFF) for pair in written))
        values.sums = array("Q", bytes(8 * len(positions)))
        sums = [crc32(name.encode()) for name in numbers]
        for pair in written:
            values.sums[pair & 0xFFFFFFFF] += sums[pair >> 32]
        return values

    def sums(self, start: dict[int, int], blocks: Blocks) -> dict[int, int]:
        """Check sums of the names of records, added to those at their start; see `ManyValues`."""
        for pk, name in self.written(blocks):
            if pk in start:
                start[pk] += crc32(name.encode())
        return start

    def written(self, blocks: Blocks = None) -> Iterator[tuple[int, str]]:
        """Primary keys of records, published or not, each with a name as it is written on it."""
        rows = Author.objects.filter(of_blocks("resource_id", blocks)).order_by()
        names = rows.values_list("resource_id", "organization", "given_names", "family_name")
        for pk, organization, given_names, family_name in names.iterator(chunk_size=10_000):
            yield pk, organization or f"{given_names} {family_name}".strip()

    def word(self, value: Value) -> str:
        return value.label
