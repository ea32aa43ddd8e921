"""Whether this process can answer readers, and if not why, in words for whoever watches it.

What is found out takes a thread of its own, because a database or a disk that hangs would hold the one who asks. The
words name no paths: anybody may ask.
"""

import json
import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import Error, connection, connections
from django.utils import timezone

from icpr import build, migration_state
from icpr.health import latest
from icpr.jobs.models import FAILS_AFTER, Job
from icpr.jobs.registry import JOBS
from icpr.lib import shared_cache
from icpr.lib.database import replica
from icpr.lib.database.places import PRIMARY, REPLICA, reading_from
from icpr.lib.logs.outages import outage
from resources import edition
from resources.catalogue import facet_index, last_made, made_ready
from resources.documents.home import open_bucket_lately
from resources.search import renewal, spelling, word_lists

ANSWER_WITHIN, FRESH = 3.0, 2.0  # seconds: to wait for what is being found out, and to answer from what was

DATABASE = "The database does not answer: see the library's log, start the database or restore it."
PRIMARY_AWAY = (
    "The primary database does not answer: public pages come from its replica, and nothing can be saved. See the "
    "library's log, start the database, or put the replica in its place."
)
SCHEMA = "The database is not prepared for this version: run `manage.py migrate`, or restart the server."
INDEX = "The catalogue index cannot be made: see the library's log."
INDEX_COMES = "The catalogue index is being made for the first time: wait a moment."
DISK = "The disk of the library's files does not answer: look into the system's log."
ROOM = "There is little room for the library's files: make some, or move them to a larger disk."
WRITABLE = "The library's folder cannot be written: give it back to the library's user, or mount its disk for writing."
BACKUP = "The last backup is too old: make one with `manage.py backup`, and see why none was made."
STORE = "The store of documents does not answer, all else does: see the library's log, and look whether it runs."

JOBS_FAIL = "Work beside the requests fails again and again ({names}): see the library's log."
JOBS_WAIT = "Work beside the requests is done by nobody ({names}): see the library's log, or start `manage.py work`."

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Readiness:
    """What keeps this process from answering, and what else is worth knowing; each in a sentence."""

    reasons: tuple[str, ...]
    notes: tuple[str, ...] = ()


def room() -> str | None:
    """Whether VAR_DIR can be written and has room."""
    disk = os.statvfs(settings.VAR_DIR)
    if not os.access(settings.VAR_DIR, os.W_OK):
        return WRITABLE
    is_full = disk.f_bavail * disk.f_frsize < settings.DISK_LEAST_BYTES or (disk.f_files and not disk.f_favail)
    return ROOM if is_full else None


def database() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return None


def tables() -> str | None:
    """Whether all migrations are applied. Once they are, they stay so while this process lives."""
    global _is_prepared
    _is_prepared = _is_prepared or not migration_state.unapplied()
    return None if _is_prepared else SCHEMA


def catalogue() -> str | None:
    """Make what a reader would else wait for: of a million records that takes a minute in a new process."""
    last_made.begin(build.identity)
    last_made.consider(made_ready.make())
    return None


def _afterwards() -> None:
    """What nobody waits for once readers are answered: keep what the next process begins from, and read the words for
    spelling, for which the first search that finds little would wait, half a minute at a million records."""
    if _working.acquire(blocking=False):
        try:
            last_made.keep(build.identity)
            spelling.of(edition.current())
        except Exception as error:  # the first search that finds little will meet it, too
            log.warning("The words for spelling could not be read: %s", outage(error) or repr(error))
        finally:
            _working.release()


def jobs() -> str | None:
    """Which jobs fail: worth knowing, but no reason not to answer readers."""
    names = Job.objects.filter(name__in=JOBS).failing(FAILS_AFTER).values_list("name", flat=True)
    return JOBS_FAIL.format(names=", ".join(names)) if names else None


def overdue_jobs() -> str | None:
    """Which jobs were due long ago and have nobody who does them: no reason not to answer readers either."""
    names = Job.objects.filter(name__in=JOBS).overdue().values_list("name", flat=True)
    return JOBS_WAIT.format(names=", ".join(names)) if names else None


def documents() -> str | None:
    """Whether the bucket answers, when documents are in one: without it the rest of the library can be read."""
    if answer := getattr(default_storage, "answer", None):
        answer()
    return None


_is_prepared, _working = False, threading.Lock()
# What is looked at, in order, each with what is wrong when it fails or does not end. A later one needs the earlier.
LOOKS: tuple[tuple[Callable[[], str | None], str], ...] = (
    (room, DISK),
    (database, DATABASE),
    (tables, DATABASE),
    (catalogue, INDEX),
)
# What else is worth knowing, and keeps nobody from being answered; with what is said when it fails or does not end.
WORTH_KNOWING: tuple[tuple[Callable[[], str | None], str], ...] = (
    *((each, "") for each in (replica.note, jobs, overdue_jobs, word_lists.trouble, renewal.under_way)),
    (shared_cache.trouble, ""),
    (documents, STORE),
    (open_bucket_lately, ""),
)


class Look(latest.Look):
    """Finds out once. `reasons` grow while it runs, and `causes`, which are for the log; `at` is what it is doing."""

    def __init__(self):
        super().__init__("readiness")
        self.reasons: list[str] = []
        self.causes: list[str] = []
        self.notes: list[str] = []
        self.at: Callable | None = None
        self.served_before = facet_index.is_made()

    def run(self) -> None:
        place, is_away = PRIMARY, replica.is_all_there_is()
        if is_away:
            self.notes.append(PRIMARY_AWAY)
        try:
            for look, failed in LOOKS:
                self.at = look
                if is_away or (look is catalogue and replica.is_usable()):
                    place = REPLICA  # as for readers: no other index is made only to be looked at
                with reading_from(place):
                    reason = self._told(look, failed)
                if reason:
                    self.reasons.append(reason)
                if reason and look is not room:
                    break
            else:
                with reading_from(REPLICA if is_away else PRIMARY):
                    for self.at, failed in WORTH_KNOWING:
                        if note := self._told(self.at, failed):
                            self.notes.append(note)
        finally:
            connections.close_all()
            self.ended.set()
        if not self.reasons:
            with reading_from(place):
                _afterwards()
            connections.close_all()

    def _told(self, look: Callable[[], str | None], failed: str) -> str | None:
        try:
            return look()
        except Exception as error:  # whatever it is, the answer is that this process is not ready
            away = outage(error)
            self.causes.append(away or f"{type(error).__name__}: {' '.join(str(error).split())}")
            if away and look is catalogue and isinstance(error, Error):
                return DATABASE  # which had answered a question that needs no table, or went since
        return failed

    def so_far(self) -> tuple[str, ...]:
        """The reasons when it has ended, or else those known with what hangs.
        An index that is made anew is none while an older one serves."""
        if self.ended.is_set() or self.at in dict(WORTH_KNOWING):
            return tuple(self.reasons)
        if self.at is catalogue:
            return tuple(self.reasons) if self.served_before else (*self.reasons, INDEX_COMES)
        return (*self.reasons, dict(LOOKS).get(self.at, DISK))

    def notes_so_far(self) -> tuple[str, ...]:
        hangs = "" if self.ended.is_set() else dict(WORTH_KNOWING).get(self.at, "")
        return (*self.notes, *filter(None, [hangs]))


_looks = latest.Latest(Look, fresh=FRESH, within=ANSWER_WITHIN)
_said: tuple[str, ...] = ()


def begin() -> None:
    """Begin to find out, as a process starts: what is made of all records is then made in each, whoever is asked."""
    _looks.begin()


def now() -> Readiness:
    """How it stands, found out at most two seconds ago; answers within three seconds whatever hangs."""
    global _said
    look = _looks.get()
    too_old, note = backup()
    reasons = (*look.so_far(), *([BACKUP] if too_old else []))
    notes = look.notes_so_far()
    said = (*reasons, *(each for each in notes if each == STORE))
    if said != _said:
        what = "Not ready" if reasons else "Ready, but"
        log.warning("%s: %s", what, " ".join([*said, *look.causes])) if said else log.warning("Ready again.")
        _said = said
    return Readiness(reasons, (note, *notes))


def backup() -> tuple[bool, str]:
    """Whether the last backup that is known of is older than BACKUP_MAX_AGE_HOURS (0: never), and its age in words."""
    age = backup_age()
    if age is None:
        return False, "No backup is known."
    most = settings.BACKUP_MAX_AGE_HOURS
    hours = max(0, int(age / timedelta(hours=1)))
    return bool(most) and age > timedelta(hours=most), f"The last backup was made {hours} hours ago."


def backup_age() -> timedelta | None:
    """How long ago the last backup that is known of was made."""
    try:
        told = json.loads((settings.VAR_DIR / "last-backup.json").read_bytes())
        return timezone.now() - datetime.fromisoformat(told["finished_at"])
    except (OSError, ValueError, TypeError, KeyError):
        return None
