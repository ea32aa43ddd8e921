"""The drills: what is taken from a library while people read and write, and what they see of it."""

import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.drills import clock_steps, releases, restoring
from tests.drills.editor import Editor
from tests.drills.growth import compared, held
from tests.drills.keeper import Keeper
from tests.drills.library import Library
from tests.drills.readers import Readers, seen
from tests.icpr.server.nginx import nginx

READERS = 50
BEFORE, AFTER = 8.0, 12.0  # seconds of traffic around what is done
PAGE = "/resources/?q=use+of+force"


def load(library: Library, minutes: float) -> str:
    """200 readers on two web processes for a minute, each on a page for two seconds"""
    with Readers(library.addresses, library.pages, 200) as readers:
        time.sleep(60)
    return str(seen(readers.answers, where=lambda answer: answer.began > 5))


def soak(library: Library, minutes: float) -> str:
    """50 readers while somebody saves form after form and an editor record after record; what the programs hold"""
    found = []
    with _traffic(library) as (readers, keeper), Editor(library.addresses, library.env) as editor:
        time.sleep(BEFORE)
        end = time.monotonic() + minutes * 60
        while time.monotonic() < end:
            found.append(held(library))
            time.sleep(min(30.0, max(0.0, end - time.monotonic())))
        found.append(held(library))
    if not editor.saved:
        raise SystemExit(f"No record was changed. {editor.refused}")
    said = f"{editor.saved} records changed"
    return f"{minutes:g} minutes: {seen(readers.answers)}; {_kept(keeper)}; {said}; {compared(found)}"


def worker_killed(library: Library, minutes: float) -> str:
    """kill -9 of the process that answers, on one of two servers"""
    return _around(library, library.web[0].kill_workers)


def server_killed(library: Library, minutes: float) -> str:
    """kill -9 of all of one of two servers, which comes again after 2 s"""

    def lost() -> None:
        library.web[0].kill()
        time.sleep(2)
        library.web[0].start()

    return _around(library, lost)


def jobs_killed(library: Library, minutes: float) -> str:
    """kill -9 of the process that does the jobs, started again after 2 s"""

    def lost() -> None:
        library.jobs.kill()
        time.sleep(2)
        library.jobs.start()

    return _around(library, lost)


def database_killed(library: Library, minutes: float) -> str:
    """PostgreSQL killed without a word, and started again after 5 s"""

    def lost() -> None:
        library.parts.database.kill()
        time.sleep(5)
        library.parts.database.start()

    return _around(library, lost)


def primary_killed(library: Library, minutes: float) -> str:
    """PostgreSQL killed and started again after 10 s, while a replica goes on"""

    def lost() -> None:
        library.parts.database.kill()
        time.sleep(10)
        library.parts.database.start()

    return _around(library, lost)


def replica_killed(library: Library, minutes: float) -> str:
    """the replica killed, and started again after 5 s"""

    def lost() -> None:
        library.parts.replica.kill()
        time.sleep(5)
        library.parts.replica.start()

    return _around(library, lost)


def cache_killed(library: Library, minutes: float) -> str:
    """Redis killed, and started again, empty, after 5 s"""

    def lost() -> None:
        library.parts.cache.stop()
        time.sleep(5)
        library.parts.cache.start()

    return _around(library, lost)


def store_killed(library: Library, minutes: float) -> str:
    """the store of documents killed and not started again"""
    return _around(library, library.parts.store.stop)


def everything_killed(library: Library, minutes: float) -> str:
    """kill -9 of PostgreSQL and both servers at once, all started again after 3 s"""

    def lost() -> None:
        library.parts.database.kill()
        for program in library.web:
            program.kill()
        time.sleep(3)
        library.parts.database.start()
        for program in library.web:
            program.start()

    return _around(library, lost)


def disk_full(library: Library, minutes: float) -> str:
    """no byte is left for 5 s on the disk with VAR_DIR and the database of SQLite"""

    def full() -> None:
        filler = library.folder / "var" / "filler"
        subprocess.run(["dd", "if=/dev/zero", f"of={filler}", "bs=4k"], capture_output=True)  # until there is no room
        time.sleep(5)
        filler.unlink()

    return _around(library, full)


def cached(library: Library, minutes: float) -> str:
    """all servers and PostgreSQL killed for 10 s behind nginx, which has 40 pages and may show old ones"""
    (library.folder / "nginx").mkdir()
    with nginx(library.folder / "nginx", library.addresses, stale="error timeout") as front:
        pages = library.pages[:40]
        for page in pages:
            for coding in ("", "br"):
                asked = urllib.request.Request(front + page, headers={"Host": "localhost", "Accept-Encoding": coding})
                urllib.request.urlopen(asked, timeout=30).close()
        with Readers([front], pages, READERS) as readers:
            time.sleep(BEFORE)
            happened = readers.now()
            library.parts.database.kill()
            for program in library.web:
                program.kill()
            time.sleep(10)
            until = readers.now()
    return str(seen(readers.answers, where=lambda answer: happened < answer.began < until))


def backup(library: Library, minutes: float) -> str:
    """a backup while people read and write, and a document a moment comes, restored in a second place and compared"""
    return restoring.compared(library)


def backup_sqlite(library: Library, minutes: float) -> str:
    """a backup on SQLite while people read and write, restored in a second place and compared"""
    return restoring.compared(library)


def two_releases(library: Library, minutes: float) -> str:
    """the latest release and the present code on one database, migrated by the present while the former serves; then
    the present is taken away"""
    return releases.side_by_side(library)


def clock_set(library: Library, minutes: float) -> str:
    """the clock of all programs and of PostgreSQL set 2 h ahead, and then 1 h back"""
    return clock_steps.steps(library)


def clock_set_sqlite(library: Library, minutes: float) -> str:
    """the clock of all programs on SQLite set 2 h ahead, and then 1 h back"""
    return clock_steps.steps(library)


@contextmanager
def _traffic(library: Library) -> Iterator[tuple[Readers, Keeper]]:
    """Many who read, and one who writes."""
    readers = Readers(library.addresses, library.pages, READERS)
    with readers, Keeper(library.addresses, library.numbers) as keeper:
        yield readers, keeper


def _around(library: Library, happens: Callable[[], object]) -> str:
    """What 50 readers saw from when something happens to some seconds after, and whether what somebody saved meanwhile
    is there. After it, every server answers a search."""
    with _traffic(library) as (readers, keeper):
        time.sleep(BEFORE)
        happened = readers.now()
        happens()
        time.sleep(AFTER)
    for address in library.addresses:
        with urllib.request.urlopen(address + PAGE, timeout=30) as answer:
            answer.read()
    return f"{seen(readers.answers, where=lambda answer: answer.began + answer.took > happened)}; {_kept(keeper)}"


def _kept(keeper: Keeper) -> str:
    if lost := keeper.lost():
        raise SystemExit(f"Of {keeper.saved()} forms said to be saved these are lost: {', '.join(lost)}")
    return f"{keeper.saved()} forms saved in {keeper.tries} tries, none lost"


KILLED = (worker_killed, server_killed, jobs_killed, database_killed, everything_killed)
ON_ONE_MACHINE = (load, *KILLED, cached, soak, backup, clock_set, two_releases)
ON_SQLITE = (disk_full, backup_sqlite, clock_set_sqlite)
ON_A_CLOCK = (clock_set, clock_set_sqlite)
ON_MANY = (primary_killed, replica_killed, cache_killed, store_killed)
DRILLS = (*ON_ONE_MACHINE, *ON_SQLITE, *ON_MANY)
