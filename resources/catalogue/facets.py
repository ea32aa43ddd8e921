"""The facets of the library: how each is named, and how its values are read from the published records."""

from collections import defaultdict
from dataclasses import dataclass, field, fields

from django.db.models import Model, QuerySet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from pyroaring import BitMap

from icpr.lib.folding import fold
from pillars.models import FormerAddress
from resources.models import Access, Kind, Resource
from resources.models.resource import LANGUAGES
from resources.relations import BY_FACET


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

    name: the query parameter. label: the heading. field: the many-to-many field of `Resource`. The rest is as in
    `resources.relations`, where the facet is declared.
    """

    name: str
    label: str
    field: str
    order: str
    long: bool
    phrase: str
    rank: int
    lower: bool

    @classmethod
    def named(cls, name: str) -> "RelationFacet":
        """The facet a relation declares."""
        relation = BY_FACET[name]
        given = {field.name: getattr(relation, field.name) for field in fields(cls) if field.name != "name"}
        return cls(name, **given)

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

    def word(self, value: Value) -> str:
        """A value as a list's heading says it."""
        return value.label.lower() if self.lower else value.label

    def value(self, term, members: BitMap) -> Value:
        option = format_html('<option value="{}">', term.name) if self.long else ""
        return Value(term.slug, term.name, members, getattr(term, "number", None), getattr(term, "hue", ""), option)


@dataclass(frozen=True)
class ColumnFacet:
    """A facet whose values are the closed list of a column of `Resource`; otherwise as `RelationFacet`.

    words: what a list's heading says for a value, where that is not its label.
    """

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]
    long: bool = False
    phrase: str = ""
    rank: int = 0
    words: dict[str, str] = field(default_factory=dict)

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

    def word(self, value: Value) -> str:
        return self.words.get(value.key, value.label)


Facet = RelationFacet | ColumnFacet


def group(positions: dict[int, int], pairs: QuerySet) -> dict[object, list[int]]:
    """Positions of published records by the first of each pair; the second is a primary key."""
    groups = defaultdict(list)
    position_of = positions.get
    for value, pk in pairs.iterator(chunk_size=10_000):
        if (position := position_of(pk)) is not None:
            groups[value].append(position)
    return groups


ACCESS_WORDS = {
    Access.OPEN: "open to all",
    Access.MEMBERS: "for members only",
    Access.ELSEWHERE: "held elsewhere",
    Access.UNKNOWN: "with access not known",
}

# In the order lists show them. A kind has no phrase: it is the noun of the heading.
FACETS: tuple[Facet, ...] = (
    RelationFacet.named("pillar"),
    RelationFacet.named("focus"),
    RelationFacet.named("topic"),
    ColumnFacet("kind", "Kind", tuple(Kind.choices)),
    RelationFacet.named("audience"),
    ColumnFacet("access", "Access", tuple(Access.choices), phrase="{}", rank=8, words=ACCESS_WORDS),
    RelationFacet.named("publisher"),
    ColumnFacet("language", "Language", tuple(LANGUAGES), phrase="in {}", rank=7),
    RelationFacet.named("tag"),
)
