"""Which records changed since: what is kept in memory of many records is brought up to date block by block.

since = blocks.of(edition)           # a stamp: the later, the greater
changed = blocks.changed(since_then) # numbers of the blocks that changed after a stamp
moved = blocks.moved(before, edition) # numbers of those that the clock changed between two editions
"""

import threading
from collections.abc import Callable
from itertools import chain

from django.db.models import F

from icpr.lib.database.places import PerPlace
from resources.edition import Edition, per_edition
from resources.models import RecordBlock, Resource

MOST = 16  # blocks that are read anew one by one, however few there are: with more, all are
SHARE = 8  # of a large library this part of the blocks is read one by one too


class Ledger:
    """What this process has seen of the versions of blocks, in one place: the stamp at which each was last seen to
    change."""

    def __init__(self):
        self._lock = threading.Lock()
        self._versions: dict[int, int] = {}
        self._changed_at: dict[int, int] = {}
        self._stamp = 0

    def stamp(self) -> int:
        """Read the versions, note what changed, and give the stamp of this reading."""
        with self._lock:
            versions = RecordBlock.versions()
            self._stamp += 1
            differing = dict(versions.items() ^ self._versions.items())
            self._changed_at |= dict.fromkeys(differing, self._stamp)
            self._versions = versions
            return self._stamp

    def changed(self, after: int) -> list[int]:
        """The numbers of the blocks that were seen to change after a stamp, ascending."""
        return sorted(number for number, stamp in self._changed_at.copy().items() if stamp > after)

    def begin(self, versions: dict[int, int]) -> int | None:
        """The stamp of a reading that another process made; None if this one has read the versions already."""
        with self._lock:
            if self._stamp:
                return None
            self._versions, self._stamp = versions, 1
            return self._stamp

    def versions(self, stamp: int) -> dict[int, int] | None:
        """What the reading of this stamp found; None if there was another since."""
        with self._lock:
            return self._versions if stamp == self._stamp else None


_ledger = PerPlace(Ledger)


def begin(versions: dict[int, int]) -> int | None:
    """As `Ledger.begin`, of the place that is read."""
    return _ledger().begin(versions)


def versions(stamp: int) -> dict[int, int] | None:
    """As `Ledger.versions`, of the place that is read."""
    return _ledger().versions(stamp)


def changed(after: int) -> list[int]:
    """The numbers of the blocks that were seen to change after a stamp, ascending."""
    return _ledger().changed(after)


@per_edition("list_version", "search_version")
def of(edition: Edition) -> int:
    """The stamp of an edition: what is read after it was given is no older."""
    return _ledger().stamp()


def are_all_told() -> bool:
    """Whether each block that holds a record has a version. Then blocks of the same versions hold the same, whichever
    database they stand in."""
    numbers = Resource.objects.order_by().annotate(block=F("pk") / RecordBlock.SIZE).values_list("block", flat=True)
    return {*numbers.distinct()} <= RecordBlock.versions().keys()


def moved(before: Edition, now: Edition) -> set[int]:
    """The numbers of the blocks of records that were published or expired between the moments of two editions. Of those
    whose rows did not change, none was before the clock first changes what is published."""
    first, (since, until) = before.published_until, sorted((before.read_at, now.read_at))
    if since == before.read_at and (first is None or until < first):
        return set()
    appeared = Resource.objects.not_ended(since).filter(publish_at__gt=since, publish_at__lte=until)
    went = Resource.objects.expired(until).filter(expire_at__gt=since)
    records = (records.order_by().values_list("pk", flat=True) for records in (appeared, went))  # an index for each
    return {pk // RecordBlock.SIZE for pk in chain.from_iterable(records)}


def since(stamp: int, before: Edition, now: Edition) -> list[int]:
    """The numbers of the blocks in which what is published may be another than it was when an edition before was read,
    whose stamp this is; ascending."""
    return sorted({*changed(stamp), *moved(before, now)})


def are_many(changed: list[int], records: int) -> bool:
    """Whether so many blocks changed that all records, of which there are about so many, are sooner read anew."""
    return len(changed) > max(MOST, records // (SHARE * RecordBlock.SIZE))


class Rows:
    """Rows of a table as a dictionary, key → primary key of the record it belongs to, kept in step with the table.

    read: the rows of the records with primary keys in a range, or of all records.
    """

    def __init__(self, read: Callable[[range | None], dict[int, int]]):
        self._read, self._lock = read, threading.Lock()
        self._stamp, self._rows = -1, {}

    def at(self, stamp: int) -> dict[int, int]:
        """The rows as they were at a stamp or later; not to be changed."""
        with self._lock:
            stale = changed(self._stamp)
            if self._stamp < 0 or len(stale) > MOST:
                self._rows = self._read(None)
            elif stale:
                kept = {key: record for key, record in self._rows.items() if record // RecordBlock.SIZE not in stale}
                fresh = (self._read(RecordBlock.keys(number)) for number in stale)
                self._rows = kept | {key: record for rows in fresh for key, record in rows.items()}
            self._stamp = max(self._stamp, stamp)
            return self._rows
