"""A reader's own list: what is in it, and every change that was made."""

from uuid import uuid4

from django.db import models

from icpr.kept.models import Kept, KeptChange, first_version
from icpr.lib.shown_in import NOWHERE
from icpr.lib.text.fields import Line, Lines
from resources.models.listed_entries import LONGEST_NOTE, ListedEntry, ThingKind

__all__ = ["LONGEST_NOTE", "MOST_ENTRIES", "Change", "Entry", "ListedEntry", "ReadingList", "ThingKind"]

MOST_ENTRIES = 500
LONGEST_TITLE = 120
LONGEST_INTRODUCTION = 5_000


class ReadingList(Kept):
    """Its private and its share address are stored as hashes. feed_key: names it in feeds, for ever."""

    title = Line(max_length=LONGEST_TITLE, blank=True)
    introduction = Lines(max_length=LONGEST_INTRODUCTION, blank=True)
    feed_key = models.UUIDField(default=uuid4, editable=False)

    shown_in = NOWHERE

    def __str__(self) -> str:
        return self.title or "Reading list"


class EntryQuerySet(models.QuerySet):
    def in_order(self):
        return self.order_by("position", "pk")


class Entry(ListedEntry):
    reading_list = models.ForeignKey(ReadingList, on_delete=models.CASCADE, related_name="entries")
    version = models.PositiveIntegerField(default=first_version)

    objects = EntryQuerySet.as_manager()
    shown_in = NOWHERE

    class Meta:
        verbose_name_plural = "entries"
        constraints = [models.UniqueConstraint(fields=["reading_list", "key"], name="listed_once_per_list")]


class Change(KeptChange):
    """One thing that was done to a list. See `resources.reading_lists.history`."""

    reading_list = models.ForeignKey(ReadingList, on_delete=models.CASCADE, related_name="changes")

    shown_in = NOWHERE

    class Meta(KeptChange.Meta):
        constraints = [
            models.UniqueConstraint(fields=["reading_list", "idempotency_key"], name="list_change_once_per_form")
        ]
