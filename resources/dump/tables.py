"""What a dump holds beside the records: the vocabularies they are described with, and the Blueprint they serve.

Each row is an object of a line, with plain columns, and with other rows named by their keys. Only what is public.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from pillars.models import Actor, AgencyExample, Finding, FocusArea, Item, Pillar, Practice, Topic
from resources.models import Audience, Publisher, Resource, Tag

Row = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """name: as `as_dict()` calls the relation, where there is one. key: the column other rows name it by; "" where none
    does. one, many: relations to rows of earlier tables, or of this one. public: the rows that anybody may see, of
    which `used` are those that public records have."""

    name: str
    model: type[Model]
    columns: tuple[str, ...]
    key: str = "slug"
    one: tuple[str, ...] = ()
    many: tuple[str, ...] = ()
    public: Callable[[QuerySet, QuerySet[Resource]], QuerySet] = lambda rows, records: rows

    def rows(self, records: QuerySet[Resource]) -> list[Row]:
        """Its rows as a dump of some records has them, in an order that does not depend on the database."""
        found = self.public(self.model._default_manager.all(), records)
        found = found.select_related(*self.one) if self.one else found  # without names it would join all there is
        written = map(self.written, found.prefetch_related(*self.many))
        return sorted(written, key=self._order)

    def written(self, row: Model) -> Row:
        plain = {name: self.model._meta.get_field(name).value_from_object(row) for name in self.columns}
        plain = {name: value if isinstance(value, (int, type(None))) else str(value) for name, value in plain.items()}
        one = {name: _key(getattr(row, name)) for name in self.one}
        many = {name: sorted(map(_key, getattr(row, name).all())) for name in self.many}
        return {"table": self.name, **plain, **one, **many}

    def _order(self, row: Row) -> tuple:
        if self.model is Item:
            return tuple(map(int, row["number"].split(".")))
        return tuple(str(row[name] if row[name] is not None else "") for name in (*self.one, *self.columns))


def _key(row: Model | None) -> str | None:
    return None if row is None else row.natural_key()[0]


def _of_records(rows: QuerySet, records: QuerySet[Resource]) -> QuerySet:
    """Those that a public record has: what only drafts have is nobody's to know."""
    return rows.filter(resources__in=records).distinct()


TERM = ("slug", "name", "summary", "position")
TABLES = (
    Table("pillars", Pillar, ("slug", "name", "summary", "number", "short_name", "hue")),
    Table("focus_areas", FocusArea, TERM),
    Table("topics", Topic, TERM),
    Table("audiences", Audience, TERM),
    Table("publishers", Publisher, ("slug", "name", "directory_url", "directory_of"), public=_of_records),
    Table("tags", Tag, ("slug", "name"), public=_of_records),
    Table(
        "practices",
        Practice,
        ("slug", "name", "what_it_is", "for_whom", "what_it_takes", "what_moderates", "what_it_costs"),
    ),
    Table(
        "findings",
        Finding,
        (
            *("outcome", "direction", "rating_words", "rated_by", "scheme", "rated_on", "design", "strength"),
            *("study_count", "summary", "figure", "figure_of", "is_featured", "source_title", "source_org", "year"),
            *("url", "looked_on"),
        ),
        key="",
        one=("practice",),
    ),
    Table("actors", Actor, ("slug", "name", "position")),
    Table(
        "items",
        Item,
        (
            *("number", "level", "statement", "plain_title", "first_step", "effort", "owner_unit", "side", "question"),
            *("place_in_report", "source_name", "source_url", "verified", "number_inferred", "state"),
        ),
        key="number",
        one=("pillar", "parent"),
        many=("actors", "focus_areas", "practices", "near_practices"),
        public=lambda rows, records: rows.published(),
    ),
    Table(
        "examples",
        AgencyExample,
        ("agency", "summary", "source_title", "url", "year", "looked_on"),
        key="",
        one=("item",),
        public=lambda rows, records: rows.published(),
    ),
)
BY_NAME = {table.name: table for table in TABLES}
