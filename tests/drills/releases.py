"""The release before and the present code on one database, at the same time, and back again."""

import subprocess
import sys
import tarfile
import time
from collections import Counter
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path

import psycopg

from tests.drills import letters
from tests.drills.editor import Editor
from tests.drills.keeper import Keeper, Planner
from tests.drills.library import Library, Program
from tests.drills.readers import Readers, seen
from tests.icpr.rolling.released import told
from tests.server import ROOT, free_port

READERS = 20
LETTERS = 25  # put at once
TOGETHER = 70.0  # seconds in which both serve: each process looks for jobs once a minute
WAKE = "UPDATE jobs_job SET due_at = now() WHERE lease_until IS NULL"
DONE = "SELECT name, fence, holder FROM jobs_job"
FAILED = "SELECT name, failure FROM jobs_job WHERE failed_at IS NOT NULL"


def unpack(folder: Path) -> None:
    """Put the code of the latest release into an empty folder, from the commit that gave the version its number."""
    found = _git(
        "log", "--reverse", "--format=%H", f'-Sversion = "{told()["version"]}"', "--", "pyproject.toml"
    ).split()
    if not found:
        raise SystemExit(f"No commit here is release {told()['version']}: the whole history is needed.")
    folder.mkdir()
    with tarfile.open(fileobj=BytesIO(_git("archive", found[0].decode()))) as archive:
        archive.extractall(folder, filter="data")


def side_by_side(library: Library) -> str:
    """What became of forms, letters, jobs and readers while the release in `library` and the present code run on its
    database, and after the present code has gone. Raises SystemExit for what is lost, doubled or refused."""
    root = library.jobs.root
    with ExitStack() as stack:
        readers = stack.enter_context(Readers([*library.addresses], library.pages, READERS))
        keepers = [Keeper(library.addresses, library.numbers, alternates=True)]
        keepers.append(Planner(library.addresses, library.items(), alternates=True))
        for keeper in keepers:
            stack.enter_context(keeper)
        to = letters.put(library, "before", LETTERS, root)
        _migrate(library, ROOT)
        new = _newer(library)
        for program in new:
            stack.callback(program.stop)
            program.start()
        both = [*library.addresses, new[0].address]
        for each in (readers, *keepers):
            each.sites = both
        editor = stack.enter_context(Editor(both, library.env))
        to += letters.put(library, "by-the-new", LETTERS) + letters.put(library, "by-the-old", LETTERS, root)
        done = _jobs(library, new)
        for each in (readers, editor, *keepers):
            each.sites = library.addresses
        together = readers.now()
        time.sleep(1)
        for program in new:
            program.stop()
        _again(library)
        to += letters.put(library, "after", LETTERS, root)
        letters.await_each_once(library, to)
        changed = editor.saved
    if editor.refused or not changed:
        raise SystemExit(f"{changed} records were changed. {editor.refused}")
    if lost := [each for keeper in keepers for each in keeper.lost()]:
        raise SystemExit(f"These are lost: {', '.join(lost)}")
    lists, plans = (keeper.saved() for keeper in keepers)
    said = f"{lists} forms of reading lists and {plans} of plans saved on either by turns, none lost; {changed} records"
    sent = f"{len(to)} letters put by either, each sent once"
    jobs = f"jobs done: {done['old']} by the former, {done['new']} by the new, none failed"
    after = seen(readers.answers, where=lambda answer: answer.began > together)
    return (
        f"{seen(readers.answers)}; {said} changed in the admin; {sent}; {jobs}; "
        f"after the new had gone {after.answers:,} pages of the former, {after.failed or 'none'} failed"
    )


def _newer(library: Library) -> list[Program]:
    """A server and a worker of the present code, which prepare nothing."""
    port = free_port()
    env = library.env | {"PORT": str(port)}
    return [Program(["manage.py", "serve", "--no-migrate"], env, port), Program(["manage.py", "work"], env)]


def _migrate(library: Library, root: Path) -> None:
    command = [sys.executable, "manage.py", "migrate", "-v0"]
    done = subprocess.run(command, cwd=root, env=library.env, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"migrate failed: {done.stderr[-2_000:]}")


def _jobs(library: Library, new: list[Program]) -> Counter:
    """Have all jobs done again and again while both run. Returns how many runs were seen of old and new code."""
    pids, seen_before, found = {str(pid) for program in new for pid in program.pids}, {}, Counter()
    with psycopg.connect(library.parts.database.url, autocommit=True) as console:
        end = time.monotonic() + TOGETHER
        while time.monotonic() < end:
            for name, fence, holder in console.execute(DONE).fetchall():
                if seen_before.get(name) not in (None, fence):
                    found["new" if holder.split()[-1] in pids else "old"] += 1
                seen_before[name] = fence
            console.execute(WAKE)
            time.sleep(2)
        if failed := console.execute(FAILED).fetchall():
            raise SystemExit(f"Jobs failed: {failed}")
    if not found["new"] or not found["old"]:
        raise SystemExit(f"Only one of both did jobs: {dict(found)}")
    return found


def _again(library: Library) -> None:
    """The former is started once more, as after a downgrade, on the database that the new one migrated. A server that
    cannot be told to leave the tables alone is left running."""
    knows = any("--no-migrate" in path.read_text() for path in library.jobs.root.glob("icpr/**/*.py"))
    for program in (*library.web, library.jobs) if knows else (library.jobs,):
        program.stop()
        if program.port:
            program.arguments = ["manage.py", "serve", "--no-migrate"]
        program.start()


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, check=True).stdout
