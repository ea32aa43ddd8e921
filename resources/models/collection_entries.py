"""What stands in a collection: records, items and practices in groups and order, each with the editors' note."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.utils import timezone

from icpr.lib.shown_in import ShownIn
from icpr.lib.text.fields import Line
from pillars.models import ItemState
from resources.models.listed_entries import LONGEST_GROUP, ListedEntry, ThingKind
from resources.models.record_clock import RecordClock

OF = {"document_id": ThingKind.DOCUMENT, "item_id": ThingKind.ITEM, "practice_id": ThingKind.PRACTICE}


class CollectionEntryQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("position", "pk")

    def public(self, at: datetime | None = None):
        """Those whose record, item or practice the public may see at a moment (default: now)."""
        return self.filter(Exists(self._records(at)) | self._OF_BLUEPRINT)

    def written(self, at: datetime | None = None):
        """The same, with all that is written out of them; of its record each has the facts that name it."""
        facts = {f"record_{name}": Subquery(self._records(at).values(name)) for name in ("title", "kind", "slug")}
        return self.public(at).annotate(**facts).select_related("item", "practice", "document")

    def _records(self, at: datetime | None):
        """The public records an entry may be of, to be asked for it."""
        records = self.model._meta.get_field("collection").related_model.objects
        return records.published(at).filter(number=OuterRef("number"))

    def seen(self, at: datetime | None = None):
        """Also those of records that the public saw before a moment (default: now) and sees no more."""
        clocks = RecordClock.objects.at(at or timezone.now()).filter(number=OuterRef("number"))
        return self.filter(Exists(clocks) | self._OF_BLUEPRINT)

    _OF_BLUEPRINT = Q(number=None) & (Q(item__state=ItemState.PUBLISHED) | Q(practice__isnull=False))


class CollectionEntry(ListedEntry):
    """A record by its number, one of its papers, an item or a practice; once in a collection."""

    collection = models.ForeignKey("resources.Resource", on_delete=models.CASCADE, related_name="entries")
    group = Line(max_length=LONGEST_GROUP, blank=True, db_column="in_group")  # a word of SQL; triggers quote none

    objects = CollectionEntryQuerySet.as_manager()
    shown_in = ShownIn(
        written=("collection", "number", "document", "item", "practice", "group", "position", "note"),
        hidden=("key", "title_seen", "added_at"),
        by="collection",
    )

    class Meta(ListedEntry.Meta):
        abstract = False
        ordering = ["position", "pk"]
        verbose_name = "entry"
        verbose_name_plural = "entries"
        indexes = [
            models.Index(fields=["number"], name="collection_entry_number"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["collection", "key"], name="listed_once_per_collection"),
        ]

    def __str__(self) -> str:
        return self.title_seen or self.key_now or self.note[:60]

    @property
    def key_now(self) -> str:
        """The key of what it is of now; "" when that is gone."""
        for name, kind in OF.items():
            if key := getattr(self, name):
                return f"{kind}-{key}"
        return f"{ThingKind.RECORD}-{self.number}" if self.number else ""


@receiver(pre_save, sender=CollectionEntry)
def set_key(instance: CollectionEntry, **_) -> None:
    """By the signal, for a fixture and a version of the history are saved without `save()`. What is gone keeps its
    key."""
    instance.key = instance.key_now or instance.key
