"""The database's own full text, asked in its own words. See `resources.models.search_text` for the table.

Both databases answer the same question, which records hold these words in these fields, and so give the same answer;
the order is made by `resources.search.ranking`, which is the same for both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from django.db import connection

from resources.search.queries import Alternative, Group, Query
from resources.search.schema import PAGES, RECORDS


class Scope(Enum):
    """Where to look: the title; all that describes a record in a line; all of the record; a page of its documents."""

    TITLE = "title_vector"
    LEAD = "lead_vector"
    ALL = "vector"
    PAGE = "page"

    def hits(self, vendor: str, wanted: str) -> str:
        """The rest of a SELECT of `wanted` columns whose one parameter is a query in the database's own language."""
        if vendor == "postgresql":
            table, column = (PAGES.name, "vector") if self is Scope.PAGE else (RECORDS.name, self.value)
            return f"SELECT {wanted} FROM {table} WHERE {column} @@ to_tsquery('simple', %s)"
        index = PAGES.index if self is Scope.PAGE else RECORDS.index
        return f"SELECT {wanted} FROM {index} WHERE {index} MATCH %s"

    def keys(self, vendor: str) -> str:
        """All keys of the hits as one value."""
        if vendor == "postgresql":
            return f"array_agg({PAGES.key if self is Scope.PAGE else RECORDS.key})"
        return "group_concat(rowid)"

    @property
    def fts_columns(self) -> str:
        return " ".join(PAGES.fields if self is Scope.PAGE else RECORDS.vectors[self.value])


@dataclass(frozen=True, slots=True)
class Ask:
    """Which resources hold every one of `groups` in a scope? `widened`: other words count as well as those typed."""

    groups: Sequence[Group]
    scope: Scope
    widened: bool = True


def holding(asks: Sequence[Ask], excluded: Sequence[Group] = ()) -> list[set[int]]:
    """For each question the primary keys of the resources, of whatever status,
    that answer it and hold none of `excluded`.

    In the scope of pages they are the keys of pages. One statement, whatever the number of questions; each answer comes
    as one value, for a row a key costs more than the search itself.
    """
    if not asks:
        return []
    vendor = connection.vendor
    write = TsQuery if vendor == "postgresql" else Fts5
    unwanted = [write.any_of(_alternatives(group, widened=False)) for group in excluded]
    statement = " UNION ALL ".join(
        ask.scope.hits(vendor, f"{place}, {ask.scope.keys(vendor)}") for place, ask in enumerate(asks)
    )
    answers: list[set[int]] = [set() for _ in asks]
    with connection.cursor() as cursor:
        cursor.execute(statement, [write.within(ask.scope, _wanted(ask, write), unwanted) for ask in asks])
        for place, keys in cursor.fetchall():
            if keys:
                answers[place] = set(keys if vendor == "postgresql" else map(int, keys.split(",")))
    return answers


def counting(stems: Sequence[str]) -> list[int]:
    """For each stem the number of resources, of whatever status, that hold it: one statement."""
    if not stems:
        return []
    vendor, counts = connection.vendor, dict.fromkeys(range(len(stems)), 0)
    write = TsQuery if vendor == "postgresql" else Fts5
    statement = " UNION ALL ".join(Scope.ALL.hits(vendor, f"{place}, count(*)") for place in counts)
    with connection.cursor() as cursor:
        cursor.execute(statement, [write.within(Scope.ALL, write.phrase((stem,)), []) for stem in stems])
        counts |= dict(cursor.fetchall())
    return list(counts.values())


def _wanted(ask: Ask, write: "type[Fts5 | TsQuery]") -> str:
    return write.all_of([write.any_of(_alternatives(group, ask.widened)) for group in ask.groups])


def _alternatives(group: Group, widened: bool) -> Sequence[Alternative]:
    return (*group.exact, *group.others) if widened else group.exact


class Fts5:
    """SQLite's query language."""

    @classmethod
    def any_of(cls, alternatives: Sequence[Alternative]) -> str:
        return "(" + " OR ".join(cls.all_of(map(cls.phrase, found)) for found in alternatives) + ")"

    @staticmethod
    def all_of(parts) -> str:
        return "(" + " AND ".join(parts) + ")"

    @staticmethod
    def phrase(phrase) -> str:
        return '"' + " ".join(phrase) + '"'

    @staticmethod
    def within(scope: Scope, wanted: str, unwanted: list[str]) -> str:
        but_not = f" NOT ({' OR '.join(unwanted)})" if unwanted else ""
        return f"({{{scope.fts_columns}}} : {wanted}){but_not}"


class TsQuery:
    """PostgreSQL's query language."""

    @classmethod
    def any_of(cls, alternatives: Sequence[Alternative]) -> str:
        return "(" + " | ".join(cls.all_of(map(cls.phrase, found)) for found in alternatives) + ")"

    @staticmethod
    def all_of(parts) -> str:
        return "(" + " & ".join(parts) + ")"

    @staticmethod
    def phrase(phrase) -> str:
        return "(" + " <-> ".join(f"'{stem}'" for stem in phrase) + ")"

    @staticmethod
    def within(scope: Scope, wanted: str, unwanted: list[str]) -> str:
        return " & ".join([wanted, *(f"!{found}" for found in unwanted)])


def match(query: Query) -> set[int]:
    """Primary keys of all resources, of whatever status, that hold every group of a query; in no order."""
    return holding([Ask(query.required, Scope.ALL)], query.excluded)[0] if query else set()
