"""What readers are told of a change: one sentence of an editor beside the day."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from icpr.lib.shown_in import ShownIn
from icpr.lib.text.fields import Line
from resources.models.record_clock import RecordClock


class ChangeNoteQuerySet(models.QuerySet):
    def tell(self, record, what: str, text: str) -> "ChangeNote":
        """Tell readers now of a change of a public record. The record's `told_at` is that of the note."""
        note = self.create(resource=record, what=what, text=text)
        RecordClock.objects.filter(record=record).update(told_at=note.told_at)
        return note

    def public(self, at: datetime):
        """Those that readers have been told by a moment, of records that are public then."""
        records = self.model._meta.get_field("resource").related_model.objects.published(at)
        return self.filter(Exists(records.filter(pk=OuterRef("resource"))), told_at__lte=at)


class ChangeNote(models.Model):
    """A change of a public record that an editor called major. Newest first."""

    class What(models.TextChoices):
        CHANGE = "change", "Changed"
        EDITION = "edition", "New edition"

    resource = models.ForeignKey("resources.Resource", on_delete=models.CASCADE, related_name="notes")
    told_at = models.DateTimeField(default=timezone.now)
    what = models.CharField(max_length=10, choices=What, default=What.CHANGE)
    text = Line(max_length=300)

    objects = ChangeNoteQuerySet.as_manager()
    shown_in = ShownIn(written=("resource", "told_at", "what", "text"), by="resource")

    class Meta:
        ordering = ["-told_at", "-pk"]
        indexes = [models.Index(fields=["told_at"], name="change_note_told")]

    def __str__(self) -> str:
        return self.text
