"""The database's own full text, asked in its own words. See `resources.models.search_text` for the table."""

from collections.abc import Callable

from django.db import connection, connections

from resources.search.queries import Query, Term

# Weights of the four fields of SearchText, heaviest first: title, terms (tags, taxonomy, publishers, authors),
# annotation, body.
WEIGHTS = {"title": 10.0, "terms": 4.0, "annotation": 3.0, "body": 1.0}

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
# Between the fields stands a lexeme nobody can ask for, so that no phrase runs from one into the next.
GAP = "|| '|:1'::tsvector ||"
POSTGRESQL = [
    f"""ALTER TABLE resources_searchtext ADD COLUMN IF NOT EXISTS vector tsvector GENERATED ALWAYS AS (
       setweight(to_tsvector('simple', title), 'A') {GAP} setweight(to_tsvector('simple', terms), 'B') {GAP}
       setweight(to_tsvector('simple', annotation), 'C') {GAP} setweight(to_tsvector('simple', body), 'D')) STORED""",
    """ALTER TABLE resources_searchtext ADD COLUMN IF NOT EXISTS title_vector tsvector
       GENERATED ALWAYS AS (to_tsvector('simple', title)) STORED""",
    "CREATE INDEX IF NOT EXISTS resources_searchtext_vector ON resources_searchtext USING gin (vector)",
]


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


def match(query: Query, *, ranked: bool = True) -> list[int]:
    """Primary keys of all resources, of whatever status, that a query finds; best first when `ranked`.

    Best are those whose title holds all the words, the shortest title (the one nearest to the words) first; then the
    database's own score over the weighted fields.
    """
    if not query:
        return []
    statements = _postgresql(query, ranked) if connection.vendor == "postgresql" else _sqlite(query, ranked)
    found: dict[int, None] = {}
    with connection.cursor() as cursor:
        for sql, parameter in statements:
            cursor.execute(sql, [parameter])
            found |= dict.fromkeys(row[0] for row in cursor.fetchall())
    return list(found)


def _sqlite(query: Query, ranked: bool) -> list[tuple[str, str]]:
    wanted = " AND ".join(_either(term, _fts_phrase, " OR ") for term in query.required)
    unwanted = " OR ".join(_either(term, _fts_phrase, " OR ") for term in query.excluded)
    but_not = f" NOT ({unwanted})" if unwanted else ""
    every = "SELECT rowid FROM resources_search_index WHERE resources_search_index MATCH %s"
    if not ranked:
        return [(every, f"({wanted}){but_not}")]
    titled = """SELECT resource_id FROM resources_search_index JOIN resources_searchtext ON resource_id = resources_search_index.rowid
        WHERE resources_search_index MATCH %s ORDER BY length(resources_searchtext.title), resource_id DESC"""
    score = f"bm25(resources_search_index, {', '.join(map(str, WEIGHTS.values()))})"
    return [
        (titled, f"(title : ({wanted})){but_not}"),
        (f"{every} ORDER BY {score}, rowid DESC", f"({wanted}){but_not}"),
    ]


def _postgresql(query: Query, ranked: bool) -> list[tuple[str, str]]:
    wanted = [_either(term, _ts_phrase, " | ") for term in query.required]
    unwanted = ["!" + _either(term, _ts_phrase, " | ") for term in query.excluded]
    sql = "SELECT resource_id FROM resources_searchtext, to_tsquery('simple', %s) AS wanted WHERE vector @@ wanted"
    if ranked:
        highest = max(WEIGHTS.values())
        scale = ", ".join(str(weight / highest) for weight in reversed(WEIGHTS.values()))
        sql += f""" ORDER BY title_vector @@ wanted DESC, CASE WHEN title_vector @@ wanted THEN length(title) END,
            ts_rank('{{{scale}}}', vector, wanted, 1) DESC, resource_id DESC"""
    return [(sql, " & ".join(wanted + unwanted))]


def _either(term: Term, phrase: Callable[[tuple[str, ...]], str], or_: str) -> str:
    return "(" + or_.join(phrase(run) for run in term.alternatives) + ")"


def _fts_phrase(run: tuple[str, ...]) -> str:
    return '"' + " ".join(run) + '"'


def _ts_phrase(run: tuple[str, ...]) -> str:
    return "(" + " <-> ".join(f"'{stem}'" for stem in run) + ")"
