"""The text of the documents held here, page by page, and how far reading it has come."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from icpr.jobs.models import AHEAD
from icpr.lib.shown_in import NOWHERE, PAGES
from resources.models.documents import Document

MAX_ATTEMPTS = 3
PAGE_LENGTH = 60_000
UNITS = {"pdf": "p.", "pptx": "slide"}


class DocumentTextQuerySet(models.QuerySet):
    def waiting(self):
        """Texts still to be read, or being read."""
        return self.filter(state=DocumentText.TextState.WAITING)

    def due(self, at: datetime):
        """What may be read at a moment, the longest waiting first. A file that was never read waits for no moment: one
        that seems to was put here before the clock was set back."""
        set_back = Q(attempts=0, due_at__gt=at + AHEAD)
        return self.waiting().filter(Q(due_at__lte=at) | set_back).order_by("due_at", "pk")

    def without_text(self):
        """Documents whose file gave no text, each with its reason."""
        return self.filter(state=DocumentText.TextState.NO_TEXT)

    def with_reason(self):
        """Everything staff should know of: files without text, and files of which only a part was read."""
        return self.exclude(state=DocumentText.TextState.WAITING).exclude(reason="")

    def for_staff(self):
        """With the document and its resource at hand, the latest first."""
        return self.select_related("document__resource").order_by("-extracted_at", "-pk")


class DocumentText(models.Model):
    """What is known of the text of one document's file.

    A row belongs to one stored file: names in storage are never used twice, so another name is another file, to be read
    anew. `due_at` is when it may be read next; whoever reads it moves it on first, so that two never read the same.
    """

    class TextState(models.TextChoices):
        WAITING = "waiting", "Waiting to be read"
        DONE = "done", "Read"
        NO_TEXT = "no-text", "No text"

    document = models.OneToOneField(Document, on_delete=models.CASCADE, primary_key=True, related_name="text")
    file_name = models.CharField(max_length=120)
    state = models.CharField(max_length=8, choices=TextState, default=TextState.WAITING)
    reason = models.CharField(max_length=300, blank=True, help_text="Why there is no text, or what of it is missing.")
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    page_count = models.PositiveIntegerField(null=True, blank=True)
    extracted_at = models.DateTimeField(null=True, blank=True)

    objects = DocumentTextQuerySet.as_manager()
    shown_in = NOWHERE

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_at"], name="document_text_due"),
            models.Index(fields=["document"], name="document_text_reason", condition=~Q(reason="")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(attempts__lte=MAX_ATTEMPTS), name="document_text_attempts_end"),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.reason}" if self.reason else self.get_state_display()


class DocumentPage(models.Model):
    """The text of one page, counted from 1 as the file counts. Pages without text have no row."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="text_pages")
    number = models.PositiveIntegerField()
    text = models.TextField(max_length=PAGE_LENGTH)

    shown_in = PAGES

    class Meta:
        ordering = ["document", "number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="document_page_once"),
        ]

    def __str__(self) -> str:
        return self.label or f"page {self.number}"

    def get_absolute_url(self) -> str:
        """The document's own address, opening at this page where browsers can do that."""
        address = self.document.get_absolute_url()
        return f"{address}#page={self.number}" if self.document.format == "pdf" else address

    @property
    def label(self) -> str:
        """Where in the document: "p. 27", "slide 3"; empty for formats whose pages readers do not see."""
        unit = UNITS.get(self.document.format)
        return f"{unit} {self.number}" if unit else ""
