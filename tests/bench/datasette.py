"""Datasette beside, as a peer that puts a table on the web as it is: `make bench ARGS="--datasette"`, on SQLite.

One table of the same public records, with an array for each relation that is a facet, an FTS5 index of the same words,
six facets that lists count, and no limit of time. It lives in an environment of its own, `.tools/datasette`.
"""

import shutil
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import AbstractContextManager, closing
from pathlib import Path
from statistics import median
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.bench.calling import TICK, Cost, in_turn
from tests.bench.serving import Server, listening, ticks
from tests.server import free_port

ROOT = Path(__file__).parents[2]
HOME = ROOT / ".tools" / "datasette"
VERSION = "0.65.5"
COLUMNS = ("kind", "access", "language")  # that lists are filtered by
OWN = ("number", "title", "annotation", *COLUMNS, "publish_at")
FACETS = {"_facet": COLUMNS, "_facet_array": ("pillars", "topics", "focus_areas")}
LIMITS = ("sql_time_limit_ms", "facet_time_limit_ms")
HOUR = 3_600_000  # in milliseconds
SLOWEST = 600  # seconds until an answer counts as none


def install() -> None:
    """Datasette in its own environment, by uv. Raises CalledProcessError when it cannot be had."""
    uv = shutil.which("uv") or ROOT / ".tools" / "bin" / "uv"
    subprocess.run([uv, "venv", "--quiet", "--allow-existing", HOME], check=True)
    subprocess.run([uv, "pip", "install", "--quiet", "--python", HOME, f"datasette=={VERSION}"], check=True)


def costs(rows: dict[str, list[str]], library: Path, folder: Path, seconds: float) -> dict[str, dict]:
    """What those of our rows cost that Datasette can answer: lists, searches by words as they stand, and records."""
    table = folder / "records.db"
    lay(library, table)
    found = {}
    with served(table) as server:
        for label, addresses in rows.items():
            if asked := list(filter(None, map(theirs, addresses))):
                print(f"  {label}, by Datasette", file=sys.stderr, flush=True)
                found[label] = measured(server, asked, seconds).as_json()
    table.unlink()
    return found


def lay(library: Path, table: Path) -> None:
    """Make the table from a library's file."""
    from resources.models import Resource, SearchText
    from resources.relations import BY_FACET

    public, given = Resource.objects.published().order_by().values("pk").query.sql_with_params()
    own, words = Resource._meta.db_table, SearchText._meta.db_table
    arrays = ", ".join(_array(Resource._meta.get_field(relation.field), own) for relation in BY_FACET.values())
    with closing(sqlite3.connect(table, isolation_level=None)) as made:
        made.execute("PRAGMA synchronous = OFF")
        made.execute("ATTACH ? AS library", [str(library)])
        made.execute("CREATE TEMP TABLE public (id INTEGER PRIMARY KEY)")
        made.execute("INSERT INTO public " + public.replace("%s", "?"), given)
        fields = (relation.field for relation in BY_FACET.values())
        made.execute(f"CREATE TABLE records (slug TEXT PRIMARY KEY, {', '.join((*OWN, *fields, 'words'))})")
        made.execute(
            f"INSERT INTO records SELECT {own}.slug, {', '.join(f'{own}.{each}' for each in OWN)}, {arrays},"
            " words.title || ' ' || terms || ' ' || words.annotation || ' ' || words.body"
            f" FROM public JOIN {own} USING (id) JOIN {words} words ON words.resource_id = {own}.id"
        )
        for column in (*COLUMNS, "publish_at"):
            made.execute(f"CREATE INDEX records_{column} ON records ({column})")
        made.execute("CREATE VIRTUAL TABLE records_fts USING fts5 (words, content='records')")
        made.execute("INSERT INTO records_fts (records_fts) VALUES ('rebuild')")
        made.execute("ANALYZE")


def _array(relation, own: str) -> str:
    """The slugs of a relation's rows as one column."""
    through, rows = relation.remote_field.through._meta.db_table, relation.related_model._meta.db_table
    return (
        f"(SELECT json_group_array(named.slug) FROM {through} link JOIN {rows} named"
        f" ON named.id = link.{relation.m2m_reverse_name()} WHERE link.{relation.m2m_column_name()} = {own}.id)"
    )


def theirs(address: str) -> str | None:
    """An address of ours as one of Datasette's; None where it has no such page or column."""
    from resources.relations import BY_FACET

    parts = urlsplit(address)
    if parts.path.startswith("/resources/") and parts.path != "/resources/":
        return f"/records/records/{parts.path.split('/')[2]}"
    asked = parse_qsl(parts.query)
    if parts.path != "/resources/" or {name for name, _ in asked} - {*COLUMNS, *BY_FACET, "q"}:
        return None
    query = [("_size", "20"), ("_sort_desc", "publish_at")]
    query += [(how, column) for how, columns in FACETS.items() for column in columns]
    for name, value in asked:
        if name in BY_FACET:
            query.append((f"{BY_FACET[name].field}__arraycontains", value))
        else:
            query.append(("_search" if name == "q" else name, value))
    return f"/records/records?{urlencode(query)}"


def served(table: Path) -> AbstractContextManager[Server]:
    port = free_port()
    limits = [part for limit in LIMITS for part in ("--setting", limit, str(HOUR))]
    command = [HOME / "bin" / "datasette", "serve", table, "--port", str(port), "--setting", "suggest_facets", "off"]
    return listening(port, [*command, *limits], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def measured(server: Server, addresses: list[str], seconds: float) -> Cost:
    """As `calling.measure`, of a server: the addresses in turn for about so long, after one request to warm up."""
    ask(server, addresses[0])
    times, size, before = [], 0, ticks(server)
    for address in in_turn(addresses, seconds):
        start = time.perf_counter()
        size = ask(server, address)
        times.append(time.perf_counter() - start)
    cpu = (ticks(server) - before) / TICK
    return Cost(median(times) * 1_000, cpu * 1_000 / len(times), None, size, len(times))


def ask(server: Server, address: str) -> int:
    """The size of the answer in bytes."""
    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{address}", timeout=SLOWEST) as answer:
        return len(answer.read())
