"""Keeps the stored pages in step with the files, in the transaction that changes the file."""

from django.db import models, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.signals import post_delete, post_save
from django.dispatch import Signal
from django.utils import timezone

from icpr.jobs.runner import wake
from resources.models import Document, DocumentPage, DocumentText, Resource

# Sent with `resource_id` inside the transaction that stores or removes pages, but not when the whole resource goes. A
# receiver that raises undoes the transaction.
pages_changed = Signal()

READING = "read-documents"  # the job that reads what waits


def pages_of(document: Document) -> QuerySet[DocumentPage]:
    """The pages of a document that have text, in order, each with its document at hand."""
    return document.text_pages.select_related("document__resource").order_by("number")


def enrol_missing() -> int:
    """Put files in the queue that came without a signal: bulk operations, SQL, a library older than this."""
    behind = Q(text__isnull=True) | ~Q(text__file_name=F("file"))
    documents = Document.objects.exclude(file="").filter(behind)
    for document in documents:
        with transaction.atomic():
            follow(document)
    return len(documents)


def follow(document: Document) -> None:
    """Forget the pages of a file that is gone, and put the file that is there now in the queue."""
    name = document.file.name if document.file else ""
    known = DocumentText.objects.filter(document=document).values_list("file_name", flat=True).first()
    if name == (known or ""):
        return
    removed, _ = DocumentPage.objects.filter(document=document).delete()
    if not name:
        DocumentText.objects.filter(document=document).delete()
    else:
        DocumentText.objects.update_or_create(
            document=document,
            defaults={
                "file_name": name,
                "state": DocumentText.TextState.WAITING,
                "reason": "",
                "attempts": 0,
                "due_at": timezone.now(),
                "page_count": None,
                "extracted_at": None,
            },
        )
        wake(READING)
    if removed:
        pages_changed.send(Document, resource_id=document.resource_id)


def connect() -> None:
    """Attach the receivers below."""
    post_save.connect(_saved, sender=Document)
    post_delete.connect(_deleted, sender=Document)


def _saved(instance: Document, update_fields=None, **_) -> None:
    if update_fields is None or "file" in update_fields:
        follow(instance)


def _deleted(instance: Document, origin: models.Model | QuerySet | None = None, **_) -> None:
    if not issubclass(getattr(origin, "model", type(origin)), Resource):
        pages_changed.send(Document, resource_id=instance.resource_id)
