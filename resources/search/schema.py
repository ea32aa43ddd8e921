"""How the databases hold the words: an FTS5 index beside each table of words, or `tsvector` columns in it.

Laid after every `migrate` rather than by one migration, because SQLite drops a table's triggers when a later migration
rebuilds it.
"""

from dataclasses import dataclass

from django.db import connections

# Between the fields stands a lexeme nobody can ask for, so that no phrase runs from one into the next.
GAP = " || '|:1'::tsvector || "


@dataclass(frozen=True)
class WordTable:
    """A table of stored words. vectors: PostgreSQL column → the fields it holds. index: the FTS5 table on SQLite."""

    name: str
    key: str
    fields: tuple[str, ...]
    index: str
    vectors: dict[str, tuple[str, ...]]

    def sqlite(self) -> list[str]:
        fields = ", ".join(self.fields)
        return [
            f"""CREATE VIRTUAL TABLE {self.index} USING fts5({fields}, content='{self.name}',
                content_rowid='{self.key}', tokenize='unicode61 remove_diacritics 0')""",
            f"INSERT INTO {self.index}({self.index}) VALUES ('rebuild')",
        ]

    def sqlite_triggers(self) -> list[str]:
        add = f"""INSERT INTO {self.index}(rowid, {", ".join(self.fields)})
            VALUES (new.{self.key}, {", ".join(f"new.{field}" for field in self.fields)});"""
        drop = f"""INSERT INTO {self.index}({self.index}, rowid, {", ".join(self.fields)})
            VALUES ('delete', old.{self.key}, {", ".join(f"old.{field}" for field in self.fields)});"""
        steps = {"INSERT": add, "DELETE": drop, "UPDATE": drop + add}
        return [
            f"CREATE TRIGGER IF NOT EXISTS {self.name}_{event.lower()}_indexed AFTER {event} ON {self.name} "
            f"BEGIN {step} END"
            for event, step in steps.items()
        ]

    def postgresql(self) -> list[str]:
        statements = []
        for column, fields in self.vectors.items():
            words = GAP.join(f"to_tsvector('simple', {field})" for field in fields)
            statements += [
                f"""ALTER TABLE {self.name} ADD COLUMN IF NOT EXISTS {column} tsvector
                    GENERATED ALWAYS AS ({words}) STORED""",
                f"CREATE INDEX IF NOT EXISTS {self.name}_{column} ON {self.name} USING gin ({column})",
            ]
        return statements


RECORDS = WordTable(
    name="resources_searchtext",
    key="resource_id",
    fields=("title", "terms", "annotation", "body"),
    index="resources_search_index",
    vectors={
        "title_vector": ("title",),
        "lead_vector": ("title", "terms", "annotation"),
        "vector": ("title", "terms", "annotation", "body"),
    },
)
PAGES = WordTable(
    name="resources_pagewords",
    key="page_id",
    fields=("words",),
    index="resources_page_index",
    vectors={"vector": ("words",)},
)


def install(using: str = "default", **_) -> None:
    """Lay the indexes beside their tables; harmless when they are there. Runs after every `migrate`."""
    connection = connections[using]
    present = connection.introspection.table_names()
    for table in (RECORDS, PAGES):
        if table.name not in present:
            continue
        statements = table.postgresql()
        if connection.vendor == "sqlite":
            statements = ([] if table.index in present else table.sqlite()) + table.sqlite_triggers()
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
