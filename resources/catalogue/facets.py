"""The facets of the library: how each is named, and how its values are read from the published records."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Model, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from pyroaring import BitMap

from icpr.lib.folding import fold
from pillars.models import FormerAddress
from resources.models import Access, Kind, Resource
from resources.models.resource import LANGUAGES


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a facet: its word in addresses, its label, and which records have it.

    `members` holds positions in the catalogue index, not primary keys. `number` and `hue` are given for pillars only,
    `option`, its HTML for a list of suggestions, for long facets only.
    """

    key: str
    label: str
    members: BitMap
    number: int | None = None
    hue: str = ""
    option: SafeString | str = ""


@dataclass(frozen=True)
class RelationFacet:
    """A facet whose values are rows of a related table with a `slug` and a `name`.

    name: the query parameter. label: the heading. field: the many-to-many field of `Resource`. order: the order of the
    values. long: shown by size, the largest first, with a box to find the others.
    """

    name: str
    label: str
    field: str
    order: str = "position"
    long: bool = False

    @property
    def lookup(self) -> str:
        return f"{self.field}__slug"

    @property
    def model(self) -> type[Model]:
        return Resource._meta.get_field(self.field).related_model

    def keys_now(self, former: list[str]) -> dict[str, str]:
        """Former key → present key, for those of some unknown keys that were once a term's."""
        return FormerAddress.objects.slugs_now(self.model, former)

    def read(self, positions: dict[int, int]) -> list[Value]:
        """All values with their members, given the position of each published record by primary key: two queries.

        A long facet grows with the records, drafts included; of it only values that published records have are given.
        """
        description = Resource._meta.get_field(self.field)
        columns = description.m2m_reverse_name(), description.m2m_column_name()
        members = group(positions, description.remote_field.through.objects.values_list(*columns))
        terms = self.model.objects.order_by(self.order)
        shown = [term for term in terms if term.pk in members or not self.long]
        if self.long:
            shown.sort(key=lambda term: fold(term.name))  # the same on every database, whatever its collation
        return [self.value(term, BitMap(members.get(term.pk, ()))) for term in shown]

    def of(self, resource: Resource) -> list[Value]:
        """The values of one record, read from the record; without members."""
        return [self.value(term, BitMap()) for term in getattr(resource, self.field).order_by(self.order)]

    def value(self, term, members: BitMap) -> Value:
        option = format_html('<option value="{}">', term.name) if self.long else ""
        return Value(term.slug, term.name, members, getattr(term, "number", None), getattr(term, "hue", ""), option)


@dataclass(frozen=True)
class ColumnFacet:
    """A facet whose values are the closed list of a column of `Resource`; otherwise as `RelationFacet`."""

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]
    long: bool = False

    @property
    def lookup(self) -> str:
        return self.name

    def keys_now(self, former: list[str]) -> dict[str, str]:
        return {}

    def read(self, positions: dict[int, int]) -> list[Value]:
        members = group(positions, Resource.objects.values_list(self.name, "pk"))
        return [Value(key, label, BitMap(members.get(key, ()))) for key, label in self.choices]

    def of(self, resource: Resource) -> list[Value]:
        return [Value(key, label, BitMap()) for key, label in self.choices if key == getattr(resource, self.name)]


Facet = RelationFacet | ColumnFacet


def group(positions: dict[int, int], pairs: QuerySet) -> dict[object, list[int]]:
    """Positions of published records by the first of each pair; the second is a primary key."""
    groups = defaultdict(list)
    position_of = positions.get
    for value, pk in pairs.iterator(chunk_size=10_000):
        if (position := position_of(pk)) is not None:
            groups[value].append(position)
    return groups


FACETS: tuple[Facet, ...] = (
    RelationFacet("pillar", "Pillar", "pillars", order="number"),
    RelationFacet("focus", "Focus area", "focus_areas"),
    RelationFacet("topic", "Topic", "topics"),
    ColumnFacet("kind", "Kind", tuple(Kind.choices)),
    RelationFacet("audience", "Audience", "audiences"),
    ColumnFacet("access", "Access", tuple(Access.choices)),
    RelationFacet("publisher", "Publisher", "publishers", order="name", long=True),
    ColumnFacet("language", "Language", tuple(LANGUAGES)),
    RelationFacet("tag", "Tag", "tags", order="name", long=True),
)
