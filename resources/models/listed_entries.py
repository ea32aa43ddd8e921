"""An entry of a list: of a reader's own reading list, or of a collection."""

from django.db import models
from django.utils import timezone

from icpr.lib.text.fields import Line, Lines
from pillars.models import Item, Practice
from resources.models.documents import Document
from resources.models.resource import Resource

LONGEST_NOTE = 2_000
LONGEST_GROUP = 120
LONGEST_TITLE = 600  # of an item: its number and statement

Thing = Resource | Item | Practice | Document


class ThingKind(models.TextChoices):
    """What an entry is of."""

    RECORD = "record", "Record"
    ITEM = "item", "Blueprint item"
    PRACTICE = "practice", "Practice"
    DOCUMENT = "document", "Document"


class ListedEntry(models.Model):
    """One thing in a list, which stays in it when the thing goes.

    key: what it is of, once in a list: "record-18" by its permanent number, "item-45", "practice-3" and "document-12"
    by their primary keys. number: the permanent number of the record, or of the document's record. title_seen: what it
    was called when it was added.
    """

    key = models.CharField(max_length=24, editable=False)
    number = models.PositiveIntegerField(null=True, blank=True, editable=False)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    item = models.ForeignKey(Item, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    practice = models.ForeignKey(Practice, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    title_seen = models.CharField(max_length=LONGEST_TITLE, blank=True, editable=False)
    group = Line(max_length=LONGEST_GROUP, blank=True)
    position = models.PositiveIntegerField(default=0)
    note = Lines(max_length=LONGEST_NOTE, blank=True)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title_seen

    @property
    def kind(self) -> ThingKind:
        return ThingKind(self.key.partition("-")[0])


def fields_of(thing: Thing) -> dict:
    """What an entry keeps of the thing it is of: values of `ListedEntry` by name."""
    match thing:
        case Item():
            kept = {"key": f"{ThingKind.ITEM}-{thing.pk}", "item": thing}
        case Practice():
            kept = {"key": f"{ThingKind.PRACTICE}-{thing.pk}", "practice": thing}
        case Document():
            number = thing.resource.number
            kept = {"key": f"{ThingKind.DOCUMENT}-{thing.pk}", "document": thing, "number": number}
        case _:
            kept = {"key": f"{ThingKind.RECORD}-{thing.number}", "number": thing.number}
    return kept | {"title_seen": title_of(thing)[:LONGEST_TITLE]}


def title_of(thing: Thing) -> str:
    """What an entry of it is called: "Pocket guide (Full text)" for a document, by its record."""
    return f"{thing.resource} ({thing})" if isinstance(thing, Document) else str(thing)
