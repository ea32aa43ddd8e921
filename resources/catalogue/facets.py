"""The facets of the library: how each is named, and how its values are read from the published records."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import ClassVar

from django.db.models import Model
from pyroaring import BitMap

from icpr.lib.folding import fold
from pillars.models import FormerAddress
from resources.catalogue.authors import AuthorFacet
from resources.catalogue.values import Blocks, Value, group, in_parts, of_blocks, option_of
from resources.models import Access, Availability, Kind, Resource
from resources.models.vocabulary import LANGUAGES
from resources.relations import BY_FACET


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
    is_offered: ClassVar[bool] = True
    many: ClassVar[bool] = False
    key_of: ClassVar[None] = None

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

    def members(self, positions: Mapping[int, int], blocks: Blocks = None) -> dict[object, BitMap]:
        """The positions of the published records that have each value, by its primary key, given the position of each
        published record, or of those of some blocks: one query."""
        description = Resource._meta.get_field(self.field)
        record, term = description.m2m_column_name(), description.m2m_reverse_name()
        rows = description.remote_field.through.objects.values_list(term, record)
        return group(positions, (rows.filter(of_blocks(record, part)) for part in in_parts(blocks)))

    def values(self, members: Mapping[object, BitMap]) -> dict[str, Value]:
        """All values by key: one query. A long facet grows with the records, drafts included; of it only values that
        published records have are given."""
        terms = self.model.objects.order_by(self.order)
        shown = [term for term in terms if members.get(term.pk) or not self.long]
        if self.long:
            shown.sort(key=lambda term: fold(term.name))  # the same on every database, whatever its collation
        return {term.slug: self.value(term, members.get(term.pk) or BitMap()) for term in shown}

    def of(self, resource: Resource) -> list[Value]:
        """The values of one record, read from the record; without members."""
        return [self.value(term, BitMap()) for term in getattr(resource, self.field).order_by(self.order)]

    def word(self, value: Value) -> str:
        """A value as a list's heading says it."""
        return value.label.lower() if self.lower else value.label

    def value(self, term, members: BitMap) -> Value:
        option = option_of(term.name) if self.long else ""
        return Value(term.slug, term.name, members, getattr(term, "number", None), getattr(term, "hue", ""), option)


@dataclass(frozen=True)
class ColumnFacet:
    """A facet whose values are the closed list of a column of `Resource`; otherwise as `RelationFacet`.

    words: what a list's heading says for a value, where that is not its label. column: by default of the facet's name;
    also one that `with_availability()` works out. is_offered: whether lists show it before a value of it is chosen.
    """

    name: str
    label: str
    choices: tuple[tuple[str, str], ...]
    long: bool = False
    phrase: str = ""
    rank: int = 0
    words: dict[str, str] = field(default_factory=dict)
    column: str = ""
    is_offered: bool = True
    many: ClassVar[bool] = False
    key_of: ClassVar[None] = None

    @property
    def lookup(self) -> str:
        return self.column or self.name

    def keys_now(self, former: list[str]) -> dict[str, str]:
        return {}

    def members(self, positions: Mapping[int, int], blocks: Blocks = None) -> dict[object, BitMap]:
        rows = Resource.objects.with_availability().values_list(self.lookup, "pk")
        return group(positions, (rows.filter(of_blocks("pk", part)) for part in in_parts(blocks)))

    def values(self, members: Mapping[object, BitMap]) -> dict[str, Value]:
        return {key: Value(key, label, members.get(key) or BitMap()) for key, label in self.choices}

    def of(self, resource: Resource) -> list[Value]:
        return [Value(key, label, BitMap()) for key, label in self.choices if key == getattr(resource, self.lookup)]

    def word(self, value: Value) -> str:
        return self.words.get(value.key, value.label)


Facet = RelationFacet | ColumnFacet | AuthorFacet


ACCESS_WORDS = {
    Access.OPEN: "open to all",
    Access.MEMBERS: "for members only",
    Access.ELSEWHERE: "held elsewhere",
    Access.UNKNOWN: "with access not known",
}

AVAILABILITY_WORDS = {
    Availability.HELD: "held here",
    Availability.HERE: "read here",
    Availability.OPEN: "open at the publisher",
    Availability.PUBLISHER: "at the publisher with access not known",
    Availability.MEMBERS: "for members or after signing in at the publisher",
    Availability.ABSTRACT: "with an abstract only",
    Availability.ANNOUNCEMENT: "with an announcement only",
    Availability.DIRECTORY: "in the publisher’s directory",
    Availability.NONE: "with no address known",
}

# In the order lists show them. A kind has no phrase: it is the noun of the heading.
FACETS: tuple[Facet, ...] = (
    RelationFacet.named("pillar"),
    RelationFacet.named("focus"),
    RelationFacet.named("topic"),
    ColumnFacet("kind", "Kind", tuple(Kind.choices)),
    RelationFacet.named("audience"),
    ColumnFacet(
        "availability",
        "Availability",
        tuple(Availability.choices),
        phrase="{}",
        rank=8,
        words=AVAILABILITY_WORDS,
        column="availability_key",
    ),
    ColumnFacet("access", "Access", tuple(Access.choices), phrase="{}", rank=9, words=ACCESS_WORDS, is_offered=False),
    AuthorFacet(),
    RelationFacet.named("publisher"),
    ColumnFacet("language", "Language", tuple(LANGUAGES), phrase="in {}", rank=7),
    RelationFacet.named("tag"),
)
