"""The facet of authors: those whose names have one key, wherever they are written, and what they wrote."""

from collections import Counter
from dataclasses import dataclass
from typing import ClassVar

from resources.catalogue.many_values import ManyValues
from resources.catalogue.values import Value
from resources.models import Author
from resources.models.people import author_key


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
        """No author is a row of its own, so none has a former key."""
        return {}

    def read(self, positions: dict[int, int]) -> ManyValues:
        """As `RelationFacet.read`, the authors of most records first: one query.

        A name is written as on most of its records.
        """
        rows = Author.objects.order_by().values_list("resource_id", "organization", "given_names", "family_name")
        written = [
            (organization or f"{given_names} {family_name}".strip(), positions[pk])
            for pk, organization, given_names, family_name in rows.iterator(chunk_size=10_000)
            if pk in positions
        ]
        times = Counter(name for name, _ in written)
        keys = {name: author_key(name) for name in times}
        labels: dict[str, str] = {}
        for name in sorted(sorted(times), key=times.__getitem__, reverse=True):
            labels.setdefault(keys[name], name)
        return ManyValues(labels, ((keys[name], position) for name, position in written))

    def word(self, value: Value) -> str:
        return value.label
