"""An operation: one action of one person on many rows of a table, and what it did to each of them."""

from operator import attrgetter

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.text import Truncator
from reversion.models import Revision, Version

UNDONE, DONE_AGAIN = "Undone: ", "Done again: "


class OperationQuerySet(models.QuerySet):
    def of_models(self, found):
        """The operations on the tables of some models."""
        types = ContentType.objects.get_for_models(*found).values()
        return self.filter(content_type__in=types)


class Operation(models.Model):
    """Who did what to many rows, when and why. It is kept as long as the revisions it belongs to: always.

    deleted_term: the last version of the term that was deleted with it, where it took one out of its rows.
    """

    at = models.DateTimeField("when", default=timezone.now, db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="who")
    content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+", verbose_name="table")
    name = models.CharField("what", max_length=200)
    reason = models.CharField("why", max_length=500, blank=True)
    changed_count = models.PositiveIntegerField("changed", default=0)
    same_count = models.PositiveIntegerField("the same", default=0)
    refused_count = models.PositiveIntegerField("refused", default=0)
    undoes = models.ForeignKey("self", models.SET_NULL, null=True, related_name="undone_by")
    deleted_term = models.ForeignKey(Version, models.SET_NULL, null=True, related_name="+")

    objects = OperationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()  # who may see the rows sees what was done to them; see `icpr.admin.operations`

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, model: type[models.Model], name: str, reason: str = "") -> "Operation":
        """An operation on the table of a model, to be given to `icpr.operations.run.run`. Long texts are cut."""
        kind = ContentType.objects.get_for_model(model)
        return cls(content_type=kind, name=Truncator(name).chars(200), reason=Truncator(reason).chars(500))

    def undo(self, reason: str = "", part: str = "") -> "Operation":
        """The operation that undoes this one, or a part of it ("part 2 of 20"), not saved. What undoes an undo does the
        first thing again."""
        start = DONE_AGAIN if self.name.startswith(UNDONE) else UNDONE
        name = start + self.name.removeprefix(UNDONE).removeprefix(DONE_AGAIN)
        undo = Operation.of(self.model, f"{name.removesuffix('.')}, {part}." if part else name, reason)
        undo.undoes = self
        return undo

    def and_later(self) -> list["Operation"]:
        """This operation, its undos, their undos, and so on, as they were done: the last one says how it stands."""
        found, later = [self], [self]
        while later := [*Operation.objects.filter(undoes__in=later)]:
            found += later
        return sorted(found, key=attrgetter("pk"))

    @property
    def counts(self) -> str:
        """How many rows: "43 changed, 2 the same before"."""
        counts = (self.changed_count, "changed"), (self.same_count, "the same before"), (self.refused_count, "refused")
        return ", ".join(f"{count:,} {what}" for count, what in counts if count)

    @property
    def model(self) -> type[models.Model]:
        return self.content_type.model_class()


class Change(models.Model):
    """What an operation did to one row: its revision, and the version of the row that was the latest before."""

    class Kind(models.TextChoices):
        ADDED = "added", "Added"
        CHANGED = "changed", "Changed"
        DELETED = "deleted", "Deleted"

    operation = models.ForeignKey(Operation, models.CASCADE, related_name="changes")
    revision = models.OneToOneField(Revision, models.CASCADE, related_name="change")
    object_id = models.CharField(max_length=191)
    kind = models.CharField(max_length=8, choices=Kind)
    before = models.ForeignKey(Version, models.CASCADE, null=True, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["operation", "object_id"], name="change_once_a_row")]

    def __str__(self) -> str:
        return self.revision.comment
