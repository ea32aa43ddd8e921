"""What a library holds at a moment, to see what grows: memory, open files, threads, connections, rows."""

from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.bench.serving import pss
from tests.drills.library import Library

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
SESSIONS = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
MORE_MEMORY = 1.2  # times as much at the end as when all was warm is a leak
MORE_OF_OTHERS = 1.25


@dataclass(frozen=True)
class Held:
    """Of all programs of a library together. memory: MB. rows: by table."""

    memory: float
    files: int
    threads: int
    sessions: int
    rows: dict[str, int] = field(default_factory=dict)


def held(library: Library) -> Held:
    """What it holds now. It runs on PostgreSQL."""
    pids = [pid for program in (*library.web, library.jobs) for pid in program.pids]
    with psycopg.connect(library.parts.database.url, autocommit=True) as console:
        tables = [name for (name,) in console.execute(TABLES)]
        rows = {name: console.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}
        (sessions,) = console.execute(SESSIONS).fetchone()
    return Held(
        memory=sum(map(pss, pids)) / 1024,
        files=sum(len(list(Path(f"/proc/{pid}/fd").iterdir())) for pid in pids),
        threads=sum(len(list(Path(f"/proc/{pid}/task").iterdir())) for pid in pids),
        sessions=sessions,
        rows=rows,
    )


def compared(seen: list[Held]) -> str:
    """The first, the second quarter and the last of what was seen in turn, in words; the second quarter is when all is
    warm. Raises SystemExit when more is held at the end."""
    quarter = max(1, len(seen) // 4)
    warm, last = seen[quarter : 2 * quarter] or seen, seen[-quarter:]
    said, grown = [], []
    for name, unit in (("memory", " MB"), ("files", " open files"), ("threads", " threads"), ("sessions", " sessions")):
        first, then, now = (
            getattr(seen[0], name),
            *(max(getattr(each, name) for each in part) for part in (warm, last)),
        )
        told = f"{first:.0f}, {then:.0f}, {now:.0f}{unit}"
        said.append(told)
        if now > then * (MORE_MEMORY if name == "memory" else MORE_OF_OTHERS) + 2:
            grown.append(told)
    if grown:
        raise SystemExit(f"More is held at the end than when all was warm: {'; '.join(grown)}")
    return f"at first, in the second quarter and in the last {', '.join(said)}; {_more(seen[0].rows, seen[-1].rows)}"


def _more(first: dict[str, int], last: dict[str, int]) -> str:
    """Which tables have more rows, the most first."""
    more = {name: count - first.get(name, 0) for name, count in last.items() if count > first.get(name, 0)}
    ordered = sorted(more.items(), key=lambda pair: -pair[1])
    return "rows: " + (", ".join(f"{name} +{count:,}" for name, count in ordered) or "none more")
