"""What an agency keeps: its plan, the items in it, and every change that was made."""

from uuid import uuid4

from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.utils import timezone

from icpr.kept.models import Kept, KeptChange, first_version
from icpr.lib.shown_in import NOWHERE
from icpr.lib.text.fields import Line, Lines, Name
from pillars.models.items import Item

LONGEST_NOTE = 20_000
LONGEST_STEP = 300
MOST_STEPS = 40
MOST_ENTRIES = 400


class AgencyType(models.TextChoices):
    MUNICIPAL = "municipal", "Municipal police"
    SHERIFF = "sheriff", "Sheriff’s office"
    STATE = "state", "State police or highway patrol"
    TRIBAL = "tribal", "Tribal police"
    CAMPUS = "campus", "Campus or school police"
    OTHER = "other", "Other"


class AgencySize(models.TextChoices):
    """Full-time sworn officers."""

    TO_10 = "1-10", "1 to 10"
    TO_25 = "11-25", "11 to 25"
    TO_50 = "26-50", "26 to 50"
    TO_100 = "51-100", "51 to 100"
    TO_250 = "101-250", "101 to 250"
    TO_500 = "251-500", "251 to 500"
    ABOVE = "501", "More than 500"


class Progress(models.TextChoices):
    """How far an item is, as the agency says: nobody else has checked."""

    NOT_STARTED = "not-started", "Not started"
    PLANNED = "planned", "Planned"
    IN_PROGRESS = "in-progress", "In progress"
    PARTLY = "partly", "Partly in place"
    REPORTED = "reported", "Reported as in place"
    VERIFIED = "verified", "Verified in place"
    NOT_APPLICABLE = "not-applicable", "Not applicable"
    DECLINED = "declined", "Declined"


IN_PLACE = {Progress.REPORTED, Progress.VERIFIED}
SETTLED = {Progress.REPORTED, Progress.VERIFIED, Progress.NOT_APPLICABLE, Progress.DECLINED}
PUT_ASIDE = {Progress.NOT_APPLICABLE, Progress.DECLINED}


class Priority(models.TextChoices):
    HIGH = "high", "High"
    MEDIUM = "medium", "Medium"
    LOW = "low", "Low"


class PlanQuerySet(models.QuerySet):
    def by_month_and_size(self):
        """How many plans began in each month with each agency size: `month`, `agency_size`, `number`, in one query."""
        return self.values("agency_size", month=TruncMonth("created_at")).annotate(number=Count("pk")).order_by()


class Plan(Kept):
    agency_name = Name("agency", max_length=120, blank=True)
    agency_size = models.CharField("sworn officers", max_length=8, choices=AgencySize, blank=True)
    agency_type = models.CharField("kind of agency", max_length=10, choices=AgencyType, blank=True)
    calendar_key = models.UUIDField(default=uuid4, editable=False)  # names its events in calendars, for ever

    objects = PlanQuerySet.as_manager()
    shown_in = NOWHERE

    def __str__(self) -> str:
        return self.agency_name or "Plan"

    @property
    def title(self) -> str:
        return f"Plan of {self.agency_name}" if self.agency_name else "Blueprint plan"


class EntryQuerySet(models.QuerySet):
    def for_page(self):
        """In the plan's order, each with its item and pillar, in one query."""
        return self.select_related("item__pillar").order_by("position", "pk")

    def with_evidence(self):
        """As for a page, with what research found of each item, in three queries."""
        return self.for_page().prefetch_related("item__practices__findings")

    def by_item(self):
        """For each `item`, in how many plans it was `chosen` and in how many of them it is `in_place`, in one query."""
        in_place = Count("pk", filter=Q(status__in=IN_PLACE))
        return self.values("item").annotate(chosen=Count("pk"), in_place=in_place).order_by()


class Entry(models.Model):
    """One item in a plan."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="entries")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="entries")
    position = models.PositiveIntegerField()
    status = models.CharField(max_length=14, choices=Progress, default=Progress.NOT_STARTED)
    owner = Line("person responsible", max_length=120, blank=True)
    due_on = models.DateField("target date", null=True, blank=True)
    priority = models.CharField(max_length=6, choices=Priority, blank=True)
    note = Lines(max_length=LONGEST_NOTE, blank=True)
    reference = Line(max_length=300, blank=True, help_text="The number of your own policy, or the address of a page.")
    steps = models.JSONField("next steps", default=list, blank=True)  # [{"text": ..., "done": bool}]
    version = models.PositiveIntegerField(default=first_version)
    added_at = models.DateTimeField(default=timezone.now)
    item_seen_at = models.DateTimeField(default=timezone.now)  # when its text was last seen as it stood then

    objects = EntryQuerySet.as_manager()
    shown_in = NOWHERE

    class Meta:
        verbose_name_plural = "entries"
        constraints = [
            models.UniqueConstraint(fields=["plan", "item"], name="entry_once_per_plan"),
            models.CheckConstraint(condition=Q(status__in=Progress.values), name="entry_status_known"),
        ]

    def __str__(self) -> str:
        return str(self.item)

    @property
    def is_settled(self) -> bool:
        return self.status in SETTLED

    @property
    def is_overdue(self) -> bool:
        return bool(self.due_on) and self.due_on < timezone.localdate() and not self.is_settled

    @property
    def item_changed(self) -> bool:
        """Whether our staff changed the item's text since it was added here, or since a change of it was seen."""
        return self.item.reworded_at > self.item_seen_at

    @property
    def steps_done(self) -> int:
        return sum(step["done"] for step in self.steps)

    @property
    def is_link(self) -> bool:
        return self.reference.startswith(("https://", "http://"))


class Change(KeptChange):
    """One thing that was done to a plan. See pillars.plans.history."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="changes")

    shown_in = NOWHERE

    class Meta(KeptChange.Meta):
        constraints = [models.UniqueConstraint(fields=["plan", "idempotency_key"], name="change_once_per_form")]
