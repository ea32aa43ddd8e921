"""A backup made while people read and write, restored in a second place, and both compared."""

import difflib
import hashlib
import json
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.drills.editor import Editor
from tests.drills.keeper import Keeper
from tests.drills.library import Library
from tests.drills.readers import Readers, seen
from tests.server import ROOT, free_port, python, serving

EVERYTHING = [sys.executable, "-m", "tests.icpr.backups.everything"]
READERS, BEFORE, AFTER = 50, 8.0, 4.0
FORGET = """
from resources.models import Resource
for draft in Resource.objects.filter(title__startswith="Pair "):
    draft.delete()
"""
CHANGING = {"resources_catalogue"}  # the version is random, and who writes takes numbers


def compared(library: Library) -> str:
    """What readers saw meanwhile, and what is in the second place. Raises SystemExit for what is not as it was."""
    with (
        Readers(library.addresses, library.pages, READERS) as readers,
        Keeper(library.addresses, library.numbers) as keeper,
        Editor(library.addresses, library.env),
    ):
        writer = subprocess.Popen(
            [*EVERYTHING, "write"], cwd=ROOT, env=library.env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        try:
            writer.stdout.readline()
            time.sleep(BEFORE)
            before = _rows(library.env)
            said = {address: list(numbers) for address, numbers in keeper.said.items()}
            began = readers.now()
            backup = Path(re.match(r"(\S+) is whole", _manage(library.env, "backup", library.folder / "backups"))[1])
            until = readers.now()
            time.sleep(AFTER)
        finally:
            writer.kill()
            writer.communicate()
    env = _second_place(library)
    restoring = time.monotonic()
    _manage(env, "restore", backup)
    restored = time.monotonic() - restoring
    live, there = _rows(library.env), _rows(env)
    rows = _same_rows(before, live, there)
    files = _same_files(there, Path(library.env["VAR_DIR"]), Path(env["VAR_DIR"]))
    for each in (library.env, env):  # how rare a word is among all records, drafts too, counts in the order of a search
        python(FORGET, each)
    port = free_port()
    with serving(["manage.py", "serve"], env | {"PORT": str(port), "SITE_URL": library.addresses[0]}, port) as second:
        pages = _same_pages(library, second)
        if lost := replace(keeper, sites=[second], said=said).lost():
            raise SystemExit(f"Saved before the backup and not in it: {', '.join(lost)}")
    forms = sum(map(len, said.values()))
    meanwhile = seen(readers.answers, where=lambda answer: began < answer.began < until)
    return (
        f"made in {until - began:.1f} s, restored in {restored:.1f} s: {rows:,} rows of {len(there)} tables, {files:,} "
        f"documents and {pages:,} pages are the same, {forms} forms that were saved before are in it; {meanwhile}"
    )


def _same_rows(before: dict, live: dict, there: dict) -> int:
    """How many rows nobody changed, each of which is there. Raises SystemExit for one that is not."""
    same = 0
    for table in before.keys() - CHANGING:
        unchanged = {key for key, row in before[table].items() if live[table].get(key) == row}
        if wrong := [key for key in unchanged if there[table].get(key) != before[table][key]]:
            raise SystemExit(f"Not as they were in {table}: {wrong[:5]}")
        if foreign := there[table].keys() - live[table].keys():
            raise SystemExit(f"In the second place alone, {table}: {sorted(foreign)[:5]}")
        same += len(unchanged)
    titles = [row["title"] for row in there["resources_resource"].values() if row["title"].startswith("Pair ")]
    pairs = [{title.split()[1] for title in titles if title.endswith(end)} for end in ("first", "second")]
    if not pairs[0] or pairs[0] != pairs[1]:
        raise SystemExit(f"Written in one transaction and not both in it: {pairs[0] ^ pairs[1] or 'nothing'}")
    return same


def _same_files(there: dict, live: Path, second: Path) -> int:
    """How many documents the second place has, each with its bytes."""
    names = [row["file"] for row in there["resources_document"].values() if row["file"]]
    for name in names:
        digests = {_digest(folder / "documents" / name) for folder in (live, second)}
        if len(digests) != 1:
            raise SystemExit(f"The file of a document is another or missing: {name}")
    return len(names)


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else f"not in {file.parent}"


def _same_pages(library: Library, second: str) -> int:
    """How many pages both show alike."""
    pages = list(dict.fromkeys(library.pages))
    for page in pages:
        first, other = (_page(site + page) for site in (library.addresses[0], second))
        if first != other:
            lines = difflib.unified_diff(*(text.decode().splitlines() for _, text in (first, other)), lineterm="", n=0)
            raise SystemExit("\n".join([f"{page} is another in the second place:", *lines]))
    return len(pages)


def _page(address: str) -> tuple[int, bytes]:
    """The status, and the text without what is new in every answer."""
    try:
        with urllib.request.urlopen(
            urllib.request.Request(address, headers={"Host": "localhost"}), timeout=30
        ) as found:
            return found.status, re.sub(rb'(name="nonce" value)="[^"]+"', rb"\1", found.read())
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def _second_place(library: Library) -> dict[str, str]:
    """The environment of an empty place, with a folder and a database of its own."""
    folder = library.folder / "second"
    folder.mkdir()
    url = f"sqlite:///{folder}/library.sqlite3"
    if library.parts:
        with psycopg.connect(library.parts.database.url, autocommit=True) as console:
            console.execute("CREATE DATABASE second TEMPLATE template0")
        url = urlsplit(library.parts.database.url)._replace(path="/second").geturl()
    return library.env | {"VAR_DIR": str(folder), "DATABASE_URL": url}


def _rows(env: dict[str, str]) -> dict[str, dict[str, dict]]:
    return json.loads(_run([*EVERYTHING, "rows"], env))


def _manage(env: dict[str, str], *arguments: str | Path) -> str:
    return _run([sys.executable, "manage.py", *map(str, arguments)], env)


def _run(command: list[str], env: dict[str, str]) -> str:
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[1:4])} failed: {done.stderr[-2_000:]}")
    return done.stdout
