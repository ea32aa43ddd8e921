"""A file that staff read in: kept while it is looked at and answered, with what each of its lines would do."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from icpr.lib.shown_in import NOWHERE
from icpr.operations.models import Operation

MOST_BYTES = 10_000_000
KEPT = timedelta(days=14)  # after it was last touched


class ImportQuerySet(models.QuerySet):
    def to_work(self):
        """Those that wait for the job, the longest waiting first."""
        return self.filter(state__in=State.worked()).order_by("touched_at", "pk")

    def outdated(self):
        return self.filter(touched_at__lt=timezone.now() - KEPT)


class State(models.TextChoices):
    """Where an import stands. The job works at some of these; at the others people are asked, or it is over."""

    WAITING = "waiting", "waits to be read"
    ASKING = "asking", "waits for an answer"
    LOOKING = "looking", "is being looked at"
    LOOKED = "looked", "waits to be confirmed"
    APPLYING = "applying", "is being done"
    DONE = "done", "done"
    REFUSED = "refused", "cannot be read"

    @classmethod
    def worked(cls) -> list[str]:
        return [cls.WAITING, cls.LOOKING, cls.APPLYING]


class Import(models.Model):
    """One file for one table. `table` is a key of `icpr.imports.registry.TABLES`.

    columns: what each head of the file means, a column's name or "". dates: place of a column → "day" or "month", which
    of the two stands first. seen_dates: what the cells of each column show of that, see `icpr.imports.dates`. terms:
    what people decided of words that name nothing, see `icpr.imports.decisions`. letters: how the bytes could be read.
    """

    at = models.DateTimeField("when", default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now, db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="who")
    table = models.CharField(max_length=100)
    file_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    problem = models.TextField(blank=True)
    read_as = models.CharField(max_length=20, blank=True)
    letters = models.JSONField(default=dict)
    heads = models.JSONField(default=list)
    notices = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    seen_dates = models.JSONField(default=dict)
    dates = models.JSONField(default=dict)
    terms = models.JSONField(default=dict)
    unknown = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    line_count = models.PositiveIntegerField(default=0)
    looked_count = models.PositiveIntegerField(default=0)
    looks = models.PositiveIntegerField(default=0)  # how often its lines were looked at: names what a page shows
    attempts = models.PositiveSmallIntegerField(default=0)  # of the job at the present state
    is_stale = models.BooleanField(default=False)  # the library was changed between the look and the confirmation
    reason = models.CharField(max_length=500, blank=True)
    operation = models.ForeignKey(Operation, models.SET_NULL, null=True, related_name="+")

    objects = ImportQuerySet.as_manager()
    shown_in = NOWHERE

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()  # whoever may read a file into the table

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_worked(self) -> bool:
        """Whether the job has something to do with it."""
        return self.state in State.worked()

    def move(self, *states: str, to: str, only: dict | None = None, **fields) -> bool:
        """Put it into another state if it still is in one of `states`, and `only` if it is so; then True, and others
        find it there."""
        fields |= {"state": to, "touched_at": timezone.now()}
        if not Import.objects.filter(pk=self.pk, state__in=states, **only or {}).update(**fields):
            return False
        for name, value in fields.items():
            setattr(self, name, value)
        return True


class ImportFile(models.Model):
    """The bytes of the file, apart, so that lists do not read them."""

    owner = models.OneToOneField(Import, models.CASCADE, primary_key=True, related_name="file")
    data = models.BinaryField()

    shown_in = NOWHERE

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.owner_id)


class Outcome(models.TextChoices):
    """What becomes of a line."""

    NEW = "new", "new"
    CHANGED = "changed", "changed"
    SAME = "same", "the same as here"
    DUPLICATE = "duplicate", "likely duplicates, not decided yet"
    SKIPPED = "skipped", "left out"
    ERROR = "error", "cannot be taken"
    HELP = "help", "not read"

    @classmethod
    def taken(cls) -> list[str]:
        return [cls.NEW, cls.CHANGED]


class ImportLine(models.Model):
    """One line of the file, as it is, and what it would do. choice: what somebody decided, as in `Decided.lines`."""

    owner = models.ForeignKey(Import, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    cells = models.JSONField()
    choice = models.CharField(max_length=20, blank=True)
    is_looked = models.BooleanField(default=False)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    name = models.CharField(max_length=300, blank=True)
    row_id = models.BigIntegerField(null=True)
    key = models.JSONField(default=list)
    changes = models.JSONField(default=list)  # label, before, after
    problems = models.JSONField(default=list)  # column, reason
    likely = models.JSONField(default=list)  # see `icpr.lib.exchange.duplicates.Likely`
    unknown = models.JSONField(default=list)  # label of a model, word
    was_public = models.BooleanField(default=False)
    is_public = models.BooleanField(default=False)
    digest = models.CharField(max_length=64, blank=True)

    shown_in = NOWHERE

    class Meta:
        ordering = ["number"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["owner", "number"], name="import_line_once")]
        indexes = [models.Index(fields=["owner", "outcome", "number"], name="import_line_outcome")]

    def __str__(self) -> str:
        return f"line {self.number}"


class RememberedColumns(models.Model):
    """What the heads of a file meant to whoever said so last; files with the same heads are read so."""

    table = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    columns = models.JSONField()
    at = models.DateTimeField(default=timezone.now)

    shown_in = NOWHERE

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["table", "digest"], name="columns_once_for_heads")]

    def __str__(self) -> str:
        return self.table
