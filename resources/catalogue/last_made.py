"""What was made of every record, kept in a file of this machine: the next process begins from it and reads only what
changed since, instead of all records.

Nothing depends on the file, which may be deleted at any time. It is of one release and its settings, and of records as
they were: the random versions of their blocks tell which are others now, also in another database or one brought back
from a backup. So it is renewed as what a process holds of an earlier moment is.
"""

import logging
import shutil
import threading
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils.safestring import SafeString
from pyroaring import BitMap

from icpr.lib import sealed_file
from icpr.lib.database.places import PerPlace
from icpr.lib.memory import give_back
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
from resources.models.people import author_key
from resources.search import blocks

log = logging.getLogger(__name__)

LEAST = 10_000  # records: fewer are read as soon
ROOM = 400  # bytes a record that there must be on the disk, twice what it takes
PURPOSE = "icpr.catalogue.last-made"


class Made(NamedTuple):
    """What is kept, and the versions of the blocks of records that it was made of."""

    versions: dict[int, int]
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
    """What this process has done with the file, for one of the places that are read."""

    def __init__(self):
        self.lock = threading.Lock()
        self.is_begun = self.is_kept = False
        self.versions: dict[int, int] | None = None  # of what it began from, if it did


_once = PerPlace(Once)


def path() -> Path:
    return settings.VAR_DIR / "last-made"


def begin(build: str) -> None:
    """Have this process begin from what the last one of the same build made, if it has made nothing yet."""
    once = _once()
    with once.lock:
        if once.is_begun:
            return
        once.is_begun = True
        if (made := _read(build)) is None or not blocks.are_all_told():
            return
        if (stamp := blocks.begin(made.versions)) is None:
            return
        facet_index.begin(replace(made.index, stamp=stamp))
        titles.of.begin(replace(made.titles, stamp=stamp))
        suggested.names.begin(made.names)
        additions.of.begin(replace(made.additions, stamp=stamp))
        once.versions = made.versions
        log.info("What the last process made of %s records is taken over.", f"{len(made.index):,}")
    give_back()


def _read(build: str) -> Made | None:
    try:
        return sealed_file.read(path(), PURPOSE, build, MADE_OF)
    except FileNotFoundError:
        return None
    except (OSError, sealed_file.Unsealed) as error:
        log.info("All records are read: %s", error)
        return None


def keep(edition: Edition, build: str) -> None:
    """Keep what this process made for an edition, once, if it is much and more than a little of it was read anew."""
    once = _once()
    with once.lock:
        index = facet_index.of(edition)
        if once.is_kept or len(index) < LEAST or (made := _made(edition)) is None:
            return
        once.is_kept = True
        if _is_near(once.versions, made.versions) or not blocks.are_all_told():
            return
        try:
            if shutil.disk_usage(settings.VAR_DIR).free > settings.DISK_LEAST_BYTES + ROOM * len(index):
                sealed_file.write(path(), made, PURPOSE, build)
        except OSError as error:
            log.warning("What was made of all records could not be kept for the next start: %s", error)
    give_back()


def _is_near(before: dict[int, int] | None, now: dict[int, int]) -> bool:
    return before is not None and len(dict(before.items() ^ now.items())) <= blocks.MOST


def _made(edition: Edition) -> Made | None:
    """What this process holds of an edition; None if records changed while it was made."""
    parts = facet_index.of(edition), titles.of(edition), suggested.names(edition), additions.of(edition)
    [stamp, *others] = {each.stamp for each in parts if hasattr(each, "stamp")}
    versions = None if others else blocks.versions(stamp)
    return None if versions is None else Made(versions, *parts)
