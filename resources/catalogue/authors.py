"""The facet of authors: those whose names have one key, wherever they are written, and what they wrote."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from resources.catalogue.many_values import ManyValues
from resources.catalogue.positions import Positions
from resources.catalogue.spellings import Spellings
from resources.catalogue.values import Blocks, Value, in_parts, of_blocks
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

    def read(self, positions: Positions) -> ManyValues:
        """All values by key, the authors of most records first, given the position of each published record: one query.

        A name is written as on most of its records.
        """
        spellings = Spellings(author_key)
        return ManyValues(spellings, self.pairs(spellings, positions), positions)

    def pairs(self, spellings: Spellings, public: Mapping[int, int], blocks: Blocks = None) -> Iterator[int]:
        """The names of published records, or of those of some blocks, as `ManyValues` takes them."""
        numbers: dict[str, int] = {}
        for pk, name in self.written(blocks):
            if pk in public:
                if (number := numbers.get(name)) is None:
                    number = numbers[name] = spellings.number(name)
                yield pk << 32 | number

    def written(self, blocks: Blocks = None) -> Iterator[tuple[int, str]]:
        """Primary keys of records, published or not, each with a name as it is written on it."""
        for part in in_parts(blocks):
            rows = Author.objects.filter(of_blocks("resource_id", part)).order_by()
            names = rows.values_list("resource_id", "organization", "given_names", "family_name")
            for pk, organization, given_names, family_name in names.iterator(chunk_size=10_000):
                yield pk, organization or f"{given_names} {family_name}".strip()

    def word(self, value: Value) -> str:
        return value.label
