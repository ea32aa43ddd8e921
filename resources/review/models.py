"""What staff keep beside a record on its way to readers: whose it is and until when, comments, and proposed changes.

None of it is part of the record: it is in no history and on no page of readers.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from icpr.lib.shown_in import NOWHERE
from icpr.lib.text.fields import Line, Lines
from resources.models import Resource

LONGEST_COMMENT, LONGEST_REASON = 2_000, 500


def somebody(**options) -> models.ForeignKey:
    """Who did it; what they did outlives their account."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", **options
    )


def name_of(user) -> str:
    """What colleagues call somebody; their account may be gone."""
    return (user.get_full_name() or user.get_username()) if user else "a former colleague"


def named(field: str) -> property:
    """What colleagues call who stands in a field."""
    return property(lambda row: name_of(getattr(row, field)))


class Review(models.Model):
    """Who works on a record and until when, who handed it in last, who returned it and who published it."""

    resource = models.OneToOneField(Resource, models.CASCADE, primary_key=True, related_name="review")
    assignee = somebody()
    due_on = models.DateField("due", null=True, blank=True)
    submitted_by = somebody()
    submitted_at = models.DateTimeField(null=True, blank=True)
    returned_by = somebody()
    returned_at = models.DateTimeField(null=True, blank=True)
    approved_by = somebody()
    approved_at = models.DateTimeField(null=True, blank=True)

    assignee_name, submitted_name, returned_name = named("assignee"), named("submitted_by"), named("returned_by")
    approved_name = named("approved_by")
    shown_in = NOWHERE

    class Meta:
        default_permissions = ()  # who may change the record may change this

    def __str__(self) -> str:
        return f"Review of {self.resource}"

    @property
    def is_overdue(self) -> bool:
        return bool(self.due_on and self.due_on < timezone.localdate())


class CommentQuerySet(models.QuerySet):
    def open(self):
        return self.filter(resolved_at=None)

    def of(self, record: Resource):
        return self.filter(number=record.number).select_related("by", "resolved_by")


class Comment(models.Model):
    """What a colleague is to know or to do, about a record or one field of it. It goes by the permanent number, so
    that a record that was deleted and comes back has its comments."""

    number = models.PositiveIntegerField(db_index=True)
    field = models.CharField(max_length=60, blank=True)
    text = Lines(max_length=LONGEST_COMMENT)
    by = somebody()
    at = models.DateTimeField(default=timezone.now)
    resolved_by = somebody()
    resolved_at = models.DateTimeField(null=True, blank=True)

    objects = CommentQuerySet.as_manager()
    by_name, resolved_name = named("by"), named("resolved_by")
    shown_in = NOWHERE

    class Meta:
        ordering = ["at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return self.text


class ProposalQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=Proposal.State.WAITING)

    def of(self, record: Resource):
        return self.filter(number=record.number).select_related("by")


class Proposal(models.Model):
    """A change of a published record that waits for a publisher: the record's form as it was sent.

    `sent` is what the form held, name → values, and `began` what of the record it began from, as
    `icpr.admin.form_values.Began` keeps it: accepted, it is joined with the record as any form is that was open while
    others saved. The record is known by its permanent number, so that a proposal outlives it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waits for a publisher"
        ACCEPTED = "accepted", "Accepted"
        IN_PART = "in-part", "Accepted in part"
        DECLINED = "declined", "Declined"
        TAKEN_BACK = "taken-back", "Taken back"

    number = models.PositiveIntegerField(db_index=True)
    title = models.CharField(max_length=300)  # of the record then
    form = models.CharField(max_length=40)  # the model whose entry in the admin showed the form: "collection"
    by = somebody()
    made_at = models.DateTimeField(default=timezone.now)
    sent = models.JSONField(default=dict)
    began = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING, db_index=True)
    decided_by = somebody()
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = Line(max_length=LONGEST_REASON, blank=True)
    is_read = models.BooleanField(default=False)  # whether who proposed it has seen the decision

    objects = ProposalQuerySet.as_manager()
    by_name, decided_name = named("by"), named("decided_by")
    shown_in = NOWHERE

    class Meta:
        ordering = ["made_at", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["number", "by"], condition=Q(state="waiting"), name="one_waiting_proposal_each"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None) | ~Q(state="waiting") & ~Q(decided_at=None),
                name="proposal_decided_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Proposed change of “{self.title}”"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def record(self) -> Resource | None:
        """The record as it stands; None if it was deleted."""
        return Resource.objects.filter(number=self.number).first()


def with_waiting_proposal(records: models.QuerySet[Resource]) -> models.QuerySet[Resource]:
    return records.filter(number__in=Proposal.objects.waiting().order_by().values("number"))


def with_open_comment(records: models.QuerySet[Resource]) -> models.QuerySet[Resource]:
    return records.filter(number__in=Comment.objects.open().order_by().values("number"))
