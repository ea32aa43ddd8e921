"""Measures the library on each database and prints the tables of docs/performance.md."""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from tests.bench import datasette
from tests.bench.report import facts, table
from tests.postgresql import ScratchServer


def main() -> None:
    options = arguments()
    sizes = sorted(options.records)
    if options.datasette:
        datasette.install()
    print(
        f"{date.today():%d %B %Y}, {os.cpu_count()} processors, Python {platform.python_version()}, "
        f"load before {os.getloadavg()[0]:.1f}"
    )
    results = {}
    with ExitStack() as stack:
        var = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="icpr-bench-")))
        for database in options.databases:
            found = []
            for size in sizes:
                print(f"{database}, {size:,} records", file=sys.stderr, flush=True)
                with ExitStack() as scratch:
                    url = address(database, size, var, scratch)
                    found.append(measured(url, var, size, options))
            large, small = found[-1], found[0] if len(found) > 1 else None
            growth = f", growth from {sizes[0]:,}" if small else ""
            print(f"\n{database}, {sizes[-1]:,} records{growth}\n{table(small, large)}\n{facts(large)}", flush=True)
            results[database] = dict(zip(sizes, found, strict=True))
    if options.json:
        options.json.write_text(json.dumps(results, indent=1))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--records", type=numbers, default=[1_000, 100_000], help="1000,100000 unless told")
    parser.add_argument("--databases", type=names, default=["sqlite", "postgresql"], help="sqlite,postgresql")
    parser.add_argument("--seconds", type=float, default=4, help="to spend on a row (default: 4)")
    parser.add_argument("--quick", action="store_const", dest="seconds", const=1, help="one second a row")
    parser.add_argument("--datasette", action="store_true", help="measure Datasette, too, beside SQLite")
    parser.add_argument("--json", type=Path, help="also write all figures to this file")
    return parser.parse_args()


def numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def names(text: str) -> list[str]:
    chosen = text.split(",")
    if not {"sqlite", "postgresql"}.issuperset(chosen):
        raise argparse.ArgumentTypeError("choose from sqlite,postgresql")
    return chosen


def address(database: str, size: int, var: Path, scratch: ExitStack) -> str:
    """An empty database: a new file, or a scratch server unless TEST_DATABASE_URL names one."""
    if database == "sqlite":
        return f"sqlite:///{var}/{size}.sqlite3"
    if given := os.environ.get("TEST_DATABASE_URL"):
        return emptied(given)
    return scratch.enter_context(ScratchServer()).url


def emptied(url: str) -> str:
    """A database beside the given one, made anew."""
    import psycopg

    front, _, _name = url.partition("?")[0].rpartition("/")
    query = f"?{url.partition('?')[2]}" if "?" in url else ""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS icpr_bench WITH (FORCE)")
        connection.execute("CREATE DATABASE icpr_bench")
    return f"{front}/icpr_bench{query}"


def measured(url: str, var: Path, size: int, options: argparse.Namespace) -> dict:
    command = [sys.executable, "-m", "tests.bench.measure", str(size), str(options.seconds)]
    command += ["datasette"] if options.datasette and url.startswith("sqlite") else []
    environment = os.environ | {"DATABASE_URL": url, "VAR_DIR": str(var), "ENVIRONMENT": "development", "DEBUG": "0"}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    main()
