"""Uploads that nothing names: neither a document nor a former version of one, as a form leaves them that broke off.

Only names that the library gives are looked at, never files of others.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple

from django.core.files.storage import default_storage
from reversion.models import Version

from resources.models import Document
from resources.models.documents import STORED_NAME

YOUNG = timedelta(days=1)  # it may belong to a form that is being saved
BATCH = 500
IN_VERSION = re.compile(r'"file": "([^"\\]+)"')


class Found(NamedTuple):
    """How many uploads there are, and those that nothing names: name → bytes."""

    uploads: int
    orphans: dict[str, int]


def find(at: datetime, *, older: timedelta = YOUNG, beat: Callable[[], None] = lambda: None) -> Found:
    """Look at every upload that is older than a while. Raises `Outage` when the store is away."""
    number, unknown = 0, {}
    for batch in _in_batches(_uploads(at - older)):
        number += len(batch)
        unknown |= _unknown_at_its_record(dict(batch))
        beat()
    for batch in _in_batches(list(unknown)):  # a paper may have gone to another record since
        _leave_out(unknown, Document.objects.filter(file__in=batch).values_list("file", flat=True))
        beat()
    versions = Version.objects.get_for_model(Document) if unknown else Version.objects.none()
    for batch in _in_batches(versions.values_list("serialized_data", flat=True).iterator(BATCH)):
        for text in batch:
            _leave_out(unknown, IN_VERSION.findall(text))
        beat()
    return Found(number, unknown)


def delete(found: Found) -> None:
    """Delete them for good. Raises ValueError, and deletes nothing, when it is more than half of all uploads: they are
    rather those of a library with another database."""
    if len(found.orphans) > 10 and len(found.orphans) * 2 > found.uploads:
        raise ValueError(
            f"{len(found.orphans)} of {found.uploads} uploads are named by nothing here: these seem to be those of a "
            "library with another database. Nothing was deleted."
        )
    for name in found.orphans:
        default_storage.delete(name)


def _uploads(before: datetime) -> Iterator[tuple[str, int]]:
    for name, facts in default_storage.held():
        if STORED_NAME.fullmatch(name) and facts.modified < before:
            yield name, facts.size


def _unknown_at_its_record(uploads: dict[str, int]) -> dict[str, int]:
    """Those that no document names of the record that the upload was for, found by its number."""
    numbers = {int(name.partition("/")[0]) for name in uploads}
    of_records = Document.objects.filter(resource__number__in=[each for each in numbers if each < 2**31])
    known = set(of_records.values_list("file", flat=True))
    return {name: size for name, size in uploads.items() if name not in known}


def _in_batches(source: Iterable) -> Iterator[list]:
    source = iter(source)
    while batch := list(islice(source, BATCH)):
        yield batch


def _leave_out(unknown: dict[str, int], names: Iterable[str]) -> None:
    for name in names:
        unknown.pop(name, None)
