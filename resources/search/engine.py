"""The database's own full text, asked in its own words. See `resources.models.search_text` for the table.

Both databases answer the same question, which records hold these words in these fields, and so give the same answer;
the order is made by `resources.search.ranking`, which is the same for both.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from django.db import connection, connections

from resources.search.queries import Alternative, Group, Query

SQLITE = [
    """CREATE VIRTUAL TABLE resources_search_index USING fts5(title, terms, annotation, body,
       content='resources_searchtext', content_rowid='resource_id', tokenize='unicode61 remove_diacritics 0')""",
    "INSERT INTO resources_search_index(resources_search_index) VALUES ('rebuild')",
]
SQLITE_TRIGGERS = [
    """CREATE TRIGGER IF NOT EXISTS resources_searchtext_indexed AFTER INSERT ON resources_searchtext BEGIN
       INSERT INTO resources_search_index(rowid, title, terms, annotation, body)
       VALUES (new.resource_id, new.title, new.terms, new.annotation, new.body); END""",
    """CREATE TRIGGER IF NOT EXISTS resources_searchtext_unindexed AFTER DELETE ON resources_searchtext BEGIN
       INSERT INTO resources_search_index(resources_search_index, rowid, title, terms, annotation, body)
       VALUES ('delete', old.resource_id, old.title, old.terms, old.annotation, old.body); END""",
    """CREATE TRIGGER IF NOT EXISTS resources_searchtext_reindexed AFTER UPDATE ON resources_searchtext BEGIN
       INSERT INTO resources_search_index(resources_search_index, rowid, title, terms, annotation, body)
       VALUES ('delete', old.resource_id, old.title, old.terms, old.annotation, old.body);
       INSERT INTO resources_search_index(rowid, title, terms, annotation, body)
       VALUES (new.resource_id, new.title, new.terms, new.annotation, new.body); END""",
]


class Scope(Enum):
    """Where to look: the title; all that describes a record in a line; everything. (FTS5 columns, tsvector column)"""

    TITLE = ("title", "title_vector")
    LEAD = ("title terms annotation", "lead_vector")
    ALL = ("title terms annotation body", "vector")


# Between the fields stands a lexeme nobody can ask for, so that no phrase runs from one into the next.
GAP = " || '|:1'::tsvector || "


def _vector(column: str, fields: str) -> list[str]:
    words = GAP.join(f"to_tsvector('simple', {field})" for field in fields.split())
    return [
        f"""ALTER TABLE resources_searchtext ADD COLUMN IF NOT EXISTS {column} tsvector
            GENERATED ALWAYS AS ({words}) STORED""",
        f"CREATE INDEX IF NOT EXISTS resources_searchtext_{column} ON resources_searchtext USING gin ({column})",
    ]


POSTGRESQL = [statement for scope in Scope for statement in _vector(scope.value[1], scope.value[0])]


def install(using: str = "default", **_) -> None:
    """Lay the index beside the table; harmless when it is there. Runs after every `migrate`."""
    connection = connections[using]
    present = connection.introspection.table_names()
    if "resources_searchtext" not in present:
        return
    statements = POSTGRESQL
    if connection.vendor == "sqlite":
        statements = ([] if "resources_search_index" in present else SQLITE) + SQLITE_TRIGGERS
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@dataclass(frozen=True, slots=True)
class Ask:
    """Which resources hold every one of `groups` in a scope? `widened`: other words count as well as those typed."""

    groups: Sequence[Group]
    scope: Scope
    widened: bool = True


def holding(asks: Sequence[Ask], excluded: Sequence[Group] = ()) -> list[list[int]]:
    """For each question the primary keys of the resources, of whatever status, that answer it and hold none of `excluded`.

    One statement, whatever the number of questions. The order of the keys tells nothing.
    """
    if not asks:
        return []
    on_postgresql = connection.vendor == "postgresql"
    write = TsQuery if on_postgresql else Fts5
    sql = (
        "SELECT resource_id, {place} FROM resources_searchtext WHERE {column} @@ to_tsquery('simple', %s)"
        if on_postgresql
        else "SELECT rowid, {place} FROM resources_search_index WHERE resources_search_index MATCH %s"
    )
    unwanted = [write.any_of(_alternatives(group, widened=False)) for group in excluded]
    parameters = [
        write.within(
            ask.scope, write.all_of([write.any_of(_alternatives(group, ask.widened)) for group in ask.groups]), unwanted
        )
        for ask in asks
    ]
    statement = " UNION ALL ".join(sql.format(place=p, column=ask.scope.value[1]) for p, ask in enumerate(asks))
    answers: list[list[int]] = [[] for _ in asks]
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        for pk, place in cursor.fetchall():
            answers[place].append(pk)
    return answers


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
        return f"({{{scope.value[0]}}} : {wanted}){but_not}"


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


def match(query: Query) -> list[int]:
    """Primary keys of all resources, of whatever status, that hold every group of a query; in no order."""
    return holding([Ask(query.required, Scope.ALL)], query.excluded)[0] if query else []
