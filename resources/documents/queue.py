"""Works the queue of files to be read: claim one, read it outside any transaction, store what came of it."""

import logging
from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from icpr.jobs.leases import Interrupted, LeaseLost
from icpr.jobs.runner import wake
from icpr.lib.logs.outages import Outage
from resources.documents.fetching import COPIED_WITHIN, read_held
from resources.documents.parsers.limits import Limits
from resources.documents.store import READING, enrol_missing, pages_changed
from resources.documents.subprocess import Reading
from resources.models import Catalogue, Document, DocumentPage, DocumentText
from resources.models.document_text import MAX_ATTEMPTS

MARGIN = timedelta(seconds=60 + COPIED_WITHIN)  # to fetch it and store the pages, before another takes it up
PAUSES = (timedelta(minutes=5), timedelta(hours=1), timedelta())  # after the first, second and third attempt
GAVE_UP = "Three attempts to read it broke off."

log = logging.getLogger(__name__)


def work(limits: Limits | None = None, beat: Callable[[], None] = lambda: None) -> Iterator[DocumentText]:
    """Read everything that is due, one file after the other. Yields each row as it stands after its reading.

    `beat` is called every second; what it raises ends the reading, which then does not count as an attempt. So does a
    store of documents that is away (`Outage`). Pages that
    cannot be stored are logged and come up again like a reading that broke off; the others go on.
    """
    limits = limits or Limits()
    enrol_missing()
    while (claimed := claim(limits)) is not None:
        document = claimed.document
        try:
            reading = read_held(document, claimed.file_name, limits, beat)
        except (Interrupted, LeaseLost, Outage):
            give_back(claimed)
            raise
        try:
            settled = settle(claimed, reading)
        except Exception:
            log.exception("The text of document %s cannot be stored.", claimed.pk)
        else:
            if settled:
                yield claimed


def read_again(documents: QuerySet[Document]) -> int:
    """Have the files of some documents read anew, whatever came of it before; their pages stay until then.

    Returns how many there are.
    """
    fresh = {"state": DocumentText.TextState.WAITING, "reason": "", "attempts": 0, "due_at": timezone.now()}
    with transaction.atomic():
        count = DocumentText.objects.filter(document__in=documents).update(**fresh)
        wake(READING)
    return count


def claim(limits: Limits) -> DocumentText | None:
    """Take the next due row for as long as a reading can last, or None. No other process gets the same row.

    The attempt counts from here, so that a file which takes the whole server down is not read for ever either.
    """
    while True:
        now = timezone.now()
        row = DocumentText.objects.due(now).select_related("document__resource").first()
        if row is None:
            return None
        same = DocumentText.objects.waiting().filter(pk=row.pk, file_name=row.file_name, due_at=row.due_at)
        if row.attempts >= MAX_ATTEMPTS:
            same.update(state=DocumentText.TextState.NO_TEXT, reason=GAVE_UP, extracted_at=now)
        elif same.update(attempts=F("attempts") + 1, due_at=now + timedelta(seconds=limits.wall) + MARGIN):
            row.attempts += 1
            return row


def give_back(claimed: DocumentText) -> None:
    """Have a file read by another, as if its reading had not been begun."""
    mine = DocumentText.objects.waiting().filter(pk=claimed.pk, file_name=claimed.file_name, attempts=claimed.attempts)
    mine.update(attempts=F("attempts") - 1, due_at=timezone.now())


@transaction.atomic
def settle(claimed: DocumentText, reading: Reading) -> bool:
    """Store what came of a reading. Returns False, changing nothing,
    when the file was replaced or removed meanwhile."""
    # The catalogue's row first, as every transaction that changes records takes it; see `resources.triggers`.
    Catalogue.objects.select_for_update().get(pk=1)
    current = DocumentText.objects.waiting().filter(
        pk=claimed.pk, file_name=claimed.file_name, attempts=claimed.attempts
    )
    state, pause = _outcome(claimed, reading)
    claimed.state, claimed.reason, claimed.page_count = state, reading.note, reading.page_count
    claimed.extracted_at, claimed.due_at = timezone.now(), timezone.now() + pause
    kept = ("state", "reason", "page_count", "extracted_at", "due_at")
    if not current.update(**{name: getattr(claimed, name) for name in kept}):
        return False
    if state != DocumentText.TextState.WAITING:
        _store(claimed, reading.pages)
    return True


def _outcome(claimed: DocumentText, reading: Reading) -> tuple[str, timedelta]:
    states = DocumentText.TextState
    if reading.settled or claimed.attempts >= MAX_ATTEMPTS:
        return (states.DONE if reading.pages else states.NO_TEXT), timedelta()
    return states.WAITING, PAUSES[claimed.attempts - 1]


def _store(claimed: DocumentText, pages: dict[int, str]) -> None:
    removed, _ = DocumentPage.objects.filter(document=claimed.document).delete()
    rows = [DocumentPage(document=claimed.document, number=number, text=text) for number, text in pages.items()]
    DocumentPage.objects.bulk_create(rows, batch_size=200)
    if rows or removed:
        pages_changed.send(DocumentText, resource_id=claimed.document.resource_id)
