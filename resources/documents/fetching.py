"""Brings a document from where it is kept to a process that reads it."""

from collections.abc import Callable

from django.conf import settings

from icpr.lib.stores.store import TooLarge, TooSlow
from resources.documents.parsers.limits import Limits
from resources.documents.subprocess import MISSING, Reading, read
from resources.models import Document

COPIED_WITHIN = 60  # seconds; from a bucket, for a folder of this machine needs no copy
LARGE = "It is larger than DOCUMENT_MAX_MEGABYTES allows."
SLOW = f"Fetching it from the store of documents took more than {COPIED_WITHIN} seconds."


def read_held(document: Document, name: str, limits: Limits, beat: Callable[[], None]) -> Reading:
    """The text of the file of a document, by its name in the store. A copy of it is gone afterwards.

    Raises what `beat` raises, and `Outage` when the store is away.
    """
    store = document.file.storage
    try:
        with store.on_disk(name, most=settings.DOCUMENT_MAX_BYTES, seconds=COPIED_WITHIN, beat=beat) as path:
            return read(path, document.format, limits, beat)
    except FileNotFoundError:
        return Reading(note=MISSING, settled=False)
    except TooLarge:
        return Reading(note=LARGE)
    except TooSlow:
        return Reading(note=SLOW, settled=False)
