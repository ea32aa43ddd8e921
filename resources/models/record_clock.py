"""When what the public sees of a record last changed: one row for each permanent number that is, will be or was public.

The triggers of `resources.triggers` write the rows, in the same transaction as any row that is written out with a
record. What the clock does by itself, appearing and expiring, is in no row: `at` a moment works it out.
"""

from datetime import UTC, datetime

from django.apps import apps
from django.db import models
from django.db.models import BooleanField, Case, DateTimeField, F, OuterRef, Q, Subquery, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse

from icpr.lib.shown_in import NOWHERE
from resources.models.catalogue import permanent_number
from resources.models.vocabulary import Kind, Status

FEW = 20_000  # rows, up to which what changed is looked up
BEFORE_ALL = Value(datetime(1, 1, 1, tzinfo=UTC), output_field=DateTimeField())


def _reached(name: str, at: datetime, **conditions) -> Case:
    """The time in a column once it has come, else before all times."""
    return Case(When(**{f"{name}__lte": at}, **conditions, then=F(name)), default=BEFORE_ALL)


def changed_from(at: datetime, clock: str = "", record: str = "record__") -> Combinable:
    """When what the public sees last changed up to a moment, as an expression. clock, record: the ways to the columns
    of `RecordClock` and of `Resource`.

    The row of the record that replaces another is told of on its page while it is public: it appears and goes by the
    clock too. So do the records of a collection.
    """
    later, public = f"{record}superseded_by__", {f"{record}superseded_by__status": Status.PUBLISHED}
    collection = "pk" if clock else "record_id"
    return Greatest(
        Coalesce(F(f"{clock}written_at"), BEFORE_ALL),
        _reached(f"{clock}publish_at", at),
        _reached(f"{clock}expire_at", at),
        _reached(f"{later}publish_at", at, **public),
        _reached(f"{later}expire_at", at, **public),
        _of_entries("publish_at", at, collection),
        _of_entries("expire_at", at, collection),
    )


def _of_entries(name: str, at: datetime, collection: str) -> Case:
    """Of a collection, the latest time in a column of the clocks of its records that has come; else before all times.

    collection: the way to its primary key.
    """
    entries = apps.get_model("resources.CollectionEntry").objects.filter(collection=OuterRef(OuterRef(collection)))
    clocks = RecordClock.objects.filter(is_live=True, number__in=entries.values("number"), **{f"{name}__lte": at})
    latest = Subquery(clocks.order_by(f"-{name}").values(name)[:1])
    return Case(When(kind=Kind.COLLECTION, then=Coalesce(latest, BEFORE_ALL)), default=BEFORE_ALL)


def told_from(at: datetime, clock: str = "") -> Combinable:
    """When the public was last told of something: that it appeared, or of a change an editor called major."""
    return Greatest(Coalesce(F(f"{clock}told_at"), BEFORE_ALL), _reached(f"{clock}publish_at", at))


class RecordClockQuerySet(models.QuerySet):
    def at(self, moment: datetime):
        """Every number that is public at a moment or was before, with the `stamp` of the last change of what the public
        sees of it, and whether it `is_gone`."""
        live = Q(is_live=True, publish_at__lte=moment)
        visible = live & (Q(expire_at__isnull=True) | Q(expire_at__gt=moment))
        gone = Case(When(visible, then=Value(False)), default=Value(True), output_field=BooleanField())
        return self.filter(live | Q(first_public_at__lte=moment)).annotate(stamp=changed_from(moment), is_gone=gone)

    def public(self, at: datetime):
        """Those of the records that are public at a moment: the same as `published()`, from rows a fifth as long."""
        return self.filter(Q(expire_at__isnull=True) | Q(expire_at__gt=at), is_live=True, publish_at__lte=at)

    def changed_by(self, since: datetime):
        """Those whose `stamp` may be `since` or later, and some others: found by indexes, where the stamp of each row
        would have to be worked out. See `changed_from`, of whose columns this names each. All, if they are not few: so
        many are sooner worked out row by row. Asks the database which it is."""
        clocks = RecordClock.objects.order_by()
        later = Q(record__superseded_by__publish_at__gte=since) | Q(record__superseded_by__expire_at__gte=since)
        named = [Q(**{f"{name}__gte": since}) for name in ("written_at", "publish_at", "expire_at")]
        entries = apps.get_model("resources.CollectionEntry").objects.order_by()
        of_collections = Q(record__in=entries.values("collection"))
        parts = [clocks.filter(each).values("number") for each in (*named, later, of_collections)]
        # As one table to join with: of several beside each other PostgreSQL goes through each for every row.
        found = parts[0].union(*parts[1:], all=True)
        return self.filter(number__in=found) if found[: FEW + 1].count() <= FEW else self

    def gone(self, at: datetime):
        """Every number that was public before a moment and is not then, with the `moment` it went. The same rows as
        `at` has marked `is_gone`, found without looking at the records."""
        expired = Q(is_live=True, publish_at__lte=at, expire_at__lte=at)
        taken_back = Q(is_live=False) | Q(publish_at__gt=at)
        went = Case(When(is_live=True, expire_at__lte=at, then=F("expire_at")), default=F("written_at"))
        return self.filter(expired | taken_back & Q(first_public_at__lte=at)).annotate(moment=went)

    def ways_gone(self, at: datetime) -> tuple["RecordClockQuerySet", ...]:
        """The rows of `gone` by how they went: expired, taken back, taken back to be public again later. Each way has
        its moments in one column, so that an index gives the latest of it."""
        again = {"record__status": Status.PUBLISHED, "record__publish_at__gt": at}  # the few that wait for their time
        return (
            self.filter(is_live=True, publish_at__lte=at, expire_at__lte=at).annotate(moment=F("expire_at")),
            self.filter(is_live=False, first_public_at__lte=at).annotate(moment=F("written_at")),
            self.filter(is_live=True, first_public_at__lte=at, **again).annotate(moment=F("written_at")),
        )


class RecordClock(models.Model):
    """The clock of one permanent number, and the facts of the record as the public last saw it.

    is_live: whether the record is published, from publish_at to expire_at. first_public_at: when it first was public,
    for one that has been changed or gone since. written_at: the last change of a row that counts; see `at` for what the
    clock adds. told_at: the last change that readers are told of. reason: why it was withdrawn. sets: of a deleted
    record, the values it was listed under ("pillar:policy-oversight"). record_id: None for a deleted one.
    """

    number = models.PositiveIntegerField(primary_key=True)
    record = models.OneToOneField(
        "resources.Resource", null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="clock"
    )
    is_live = models.BooleanField()
    publish_at = models.DateTimeField(null=True)
    expire_at = models.DateTimeField(null=True)
    first_public_at = models.DateTimeField(null=True)
    written_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, choices=Kind)
    slug = models.CharField(max_length=120)
    reason = models.CharField(max_length=500, default="")
    sets = models.JSONField(default=list)

    objects = RecordClockQuerySet.as_manager()
    shown_in = NOWHERE  # it is written with what pages show

    class Meta:
        # What went, by how it went: of the many rows that are public each look would else see all.
        indexes = [
            models.Index(fields=["written_at"], name="record_clock_gone", condition=Q(is_live=False)),
            models.Index(fields=["expire_at"], name="record_clock_expires", condition=Q(expire_at__isnull=False)),
            models.Index(fields=["publish_at"], name="record_clock_appears"),
            models.Index(fields=["written_at"], name="record_clock_written"),  # what changed since a moment
            models.Index(fields=["told_at"], name="record_clock_told", condition=Q(told_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.permanent_number} {self.title}"

    @property
    def permanent_number(self) -> str:
        return permanent_number(self.number)

    @property
    def permanent_url(self) -> str:
        return reverse("permanent", args=[self.permanent_number])
