"""What was made of every record, kept in a file of this machine: the next process begins from it and reads only what
changed since, instead of all records.

Nothing depends on the file, which may be deleted at any time. It is of one release and its settings, and of records as
they were: the random versions of their blocks tell which are others now, also in another database or one brought back
from a backup. So it is renewed as what a process holds of an earlier moment is.
"""

import logging
import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString
from pyroaring import BitMap

from icpr.lib import sealed_file
from icpr.lib.database.places import PerPlace
from icpr.lib.memory import give_back
from resources import edition as editions
from resources.catalogue import additions, facet_index, suggested, titles
from resources.catalogue.additions import Additions
from resources.catalogue.catalogue_index import CatalogueIndex, Order
from resources.catalogue.held_names import Held
from resources.catalogue.labels import Labels, Lines
from resources.catalogue.many_values import ManyValues
from resources.catalogue.positions import Positions
from resources.catalogue.spellings import Spellings
from resources.catalogue.suggested import Names
from resources.catalogue.titles import Titles
from resources.catalogue.values import Value
from resources.edition import Edition
from resources.models import Catalogue
from resources.models.people import author_key
from resources.search import blocks

log = logging.getLogger(__name__)

LEAST = 10_000  # records: fewer are read as soon
LONGEST = timedelta(days=7)  # for which one process begins from another, until all records are read again
MOST_TRIES = 5  # while records change all the time
ROOM = 400  # bytes a record that there must be on the disk, twice what it takes
PURPOSE = "icpr.catalogue.last-made"


class Made(NamedTuple):
    """What is kept, the versions of the blocks of records that it was made of, and when all records were last read."""

    versions: dict[int, int]
    whole_at: datetime
    index: CatalogueIndex
    titles: Titles
    names: Names
    additions: Additions


MADE_OF = (
    *(Made, Edition, CatalogueIndex, Order, Positions, Value, ManyValues, Spellings, Held, author_key),
    *(Titles, Labels, Names, Lines, Additions),
    *(BitMap, SafeString),
)


class Once:
    """What this process has done with the file, for one of the places that are read. whole_at: when all records were
    last read, here or before. versions: of the blocks it began from, if it did."""

    def __init__(self):
        self.lock = threading.Lock()
        self.is_begun = self.is_considered = self.is_wanted = False
        self.tries = 0
        self.whole_at = timezone.now()
        self.versions: dict[int, int] | None = None


_once = PerPlace(Once)


def path() -> Path:
    return settings.VAR_DIR / "last-made"


def begin(build: Callable[[], str]) -> None:
    """Have this process begin from what the last one of the same build made, if it has made nothing yet. Whatever is
    wrong with that, all records are read."""
    once = _once()
    with once.lock:
        if not once.is_begun:
            once.is_begun = True
            try:
                _begin(once, build())
            except Exception as error:
                log.warning("All records are read, for what was made of them before cannot be: %r", error)


def _begin(once: Once, build: str) -> None:
    try:
        made: Made = sealed_file.read(path(), PURPOSE, build, MADE_OF)
    except FileNotFoundError:
        return
    except sealed_file.Unsealed as error:
        log.info("All records are read: %s", error)
        return
    is_late = not timedelta() <= timezone.now() - made.whole_at < LONGEST
    if is_late or not blocks.are_all_told() or (stamp := blocks.begin(made.versions)) is None:
        return
    facet_index.begin(replace(made.index, stamp=stamp))
    titles.of.begin(replace(made.titles, stamp=stamp))
    suggested.names.begin(made.names)
    additions.of.begin(replace(made.additions, stamp=stamp))
    once.versions, once.whole_at = made.versions, made.whole_at
    give_back()
    log.info("What the last process made of %s records is taken over.", f"{len(made.index):,}")


def consider(edition: Edition) -> None:
    """Of the first edition that this process makes, see whether it is enough to be kept."""
    once = _once()
    if not once.is_considered:
        once.is_considered, once.is_wanted = True, len(facet_index.of(edition)) >= LEAST


def keep(build: Callable[[], str]) -> None:
    """Keep what this process has made, once, if that is wanted and more than a little of it was read anew. What goes
    wrong is told to the log alone."""
    once = _once()
    if not once.is_wanted or not once.lock.acquire(blocking=False):  # another thread is at it
        return
    try:
        if (made := _made(once)) is not None:
            once.tries += 1
            is_done = _is_near(once.versions, made.versions) or _write(made, build())
            once.is_wanted = not is_done and once.tries < MOST_TRIES
    except Exception as error:
        once.is_wanted = False
        log.warning("What was made of all records could not be kept for the next start: %r", error)
    finally:
        once.lock.release()


def _made(once: Once) -> Made | None:
    """What this process holds of this moment; None if records changed meanwhile."""
    edition = editions.current()
    # A copy of the index, for readers add to theirs what they are the first to ask for.
    parts = replace(facet_index.of(edition)), titles.of(edition), suggested.names(edition), additions.of(edition)
    stamps = {each.stamp for each in parts if hasattr(each, "stamp")}
    versions = blocks.versions(stamps.pop()) if len(stamps) == 1 else None
    if versions is None or not _is_still(edition):
        return None
    return Made(versions, once.whole_at, *parts)


def _is_still(edition: Edition) -> bool:
    """Whether the lists are those of an edition. Their version changes with those of the blocks, in one transaction: so
    all that was read between was of one state."""
    return Catalogue.versions()[0] == edition.list_version


def _is_near(before: dict[int, int] | None, now: dict[int, int]) -> bool:
    return before is not None and len(dict(before.items() ^ now.items())) <= blocks.MOST


def _write(made: Made, build: str) -> bool:
    """Whether it is written, or never will be by this process; not so if records changed meanwhile, of which this
    process may have added to what was being written."""
    if not blocks.are_all_told():
        log.info("What is made of all records is not kept: some have no version yet, and get one when they change.")
        return True
    if shutil.disk_usage(settings.VAR_DIR).free < settings.DISK_LEAST_BYTES + ROOM * len(made.index):
        log.warning("What is made of all records is not kept for the next start: VAR_DIR has too little room.")
        return True
    stamp = made.index.stamp

    def is_still() -> bool:
        return blocks.versions(stamp) is not None and _is_still(made.index.edition)

    is_written = sealed_file.write(path(), made, PURPOSE, build, is_still=is_still)
    give_back()
    return is_written
