"""Publishing by the clock: status and times of a record, and the steps from one state to another."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from icpr.lib.text.fields import Line
from resources.models.vocabulary import State, Status


class PublishingRefused(ValidationError):
    """Raised by a step that may not be taken; its messages say why, for people."""


class Publishable(models.Model):
    """A record that is drafted, reviewed, published for a time and perhaps withdrawn."""

    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT, editable=False, db_index=True)
    publish_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Visible to the public from this moment."
    )
    expire_at = models.DateTimeField(
        null=True, blank=True, help_text="No longer visible from this moment. Empty: no end."
    )
    review_by = models.DateField(null=True, blank=True, help_text="When an editor should look at this record again.")
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_reason = Line(max_length=500, blank=True, editable=False, help_text="Shown to the public.")

    # All that decides whether and when it is public.
    STATE_FIELDS = ("status", "publish_at", "expire_at", "withdrawn_at", "withdrawn_reason")

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=Status.PUBLISHED) | Q(publish_at__isnull=False), name="%(class)s_published_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.WITHDRAWN) | ~Q(withdrawn_reason=""), name="%(class)s_withdrawn_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(expire_at__isnull=True) | Q(publish_at__isnull=True) | Q(expire_at__gt=F("publish_at")),
                name="%(class)s_expires_after_publishing",
                violation_error_message="The expiry time must be later than the publish time.",
            ),
        ]

    @property
    def is_draft(self) -> bool:
        return self.status in {Status.DRAFT, Status.IN_REVIEW}

    @property
    def is_withdrawn(self) -> bool:
        return self.status == Status.WITHDRAWN

    def is_published(self, at: datetime | None = None) -> bool:
        """The visibility rule for a record already in hand; says the same as `published()` of the query set."""
        at = at or timezone.now()
        return (
            self.status == Status.PUBLISHED
            and self.publish_at <= at
            and (self.expire_at is None or self.expire_at > at)
        )

    def state(self, at: datetime | None = None) -> State:
        at = at or timezone.now()
        if self.status != Status.PUBLISHED:
            return State(self.status)
        if self.expire_at and self.expire_at <= at:
            return State.EXPIRED
        return State.SCHEDULED if self.publish_at > at else State.PUBLIC

    def has_been_public(self) -> bool:
        """Whether readers may have seen it: its publish time has come, whatever happened since."""
        return self.publish_at is not None and self.publish_at <= timezone.now()

    def stand_as(self, other: "Publishable") -> None:
        """Take over the `STATE_FIELDS` of another record. Does not save."""
        for field in self.STATE_FIELDS:
            setattr(self, field, getattr(other, field))

    def stand_public(self, since: datetime) -> None:
        """Be public from a moment on, as it is elsewhere, where the rules of publishing were kept. Does not save."""
        self.status, self.publish_at = Status.PUBLISHED, since

    def publish_errors(self) -> list[str]:
        """What stands in the way of publishing this record, as sentences for staff; empty when nothing does."""
        return []

    def must_stay_publishable(self) -> bool:
        """Whether an edit has to keep the rules of publishing: the record is public, or will be by the clock."""
        return self.status == Status.PUBLISHED

    def submit(self) -> None:
        """Hand a draft to the publishers. Raises `PublishingRefused` with all that would stand in their way."""
        self._require(self.status == Status.DRAFT, "Only a draft can be submitted for review.")
        if reasons := self.publish_errors():
            raise PublishingRefused(reasons)
        self.status = Status.IN_REVIEW
        self.save()

    def return_to_draft(self) -> None:
        self._require(self.status == Status.IN_REVIEW, "Only a record in review can go back to draft.")
        self.status = Status.DRAFT
        self.save()

    def publish(self, at: datetime | None = None) -> None:
        """Make public now, or by the clock at a later moment. Raises `PublishingRefused` with all reasons."""
        reasons = self.publish_errors()
        if self.is_withdrawn:
            reasons.insert(0, "It was withdrawn; undo the withdrawal first.")
        if self.is_published():
            reasons.insert(0, "It is public already.")
        at = at or timezone.now()
        if self.expire_at and self.expire_at <= at:
            reasons.append("Its expiry time is not later than the publish time.")
        if reasons:
            raise PublishingRefused(reasons)
        self.status, self.publish_at = Status.PUBLISHED, at
        self.save()

    def unschedule(self) -> None:
        """Take back to draft what the public has not seen yet."""
        self._require(self.state() == State.SCHEDULED, "Only a scheduled record can be taken off the schedule.")
        self.status, self.publish_at = Status.DRAFT, None
        self.save()

    def withdraw(self, reason: str) -> None:
        """Take off the public site for a stated reason. The address then answers 410 with the reason."""
        was_public = self.status == Status.PUBLISHED and self.publish_at <= timezone.now()
        self._require(was_public, "Only a record that has been public can be withdrawn.")
        self._require(bool(reason.strip()), "Say why it is withdrawn; readers will see the reason.")
        self.status, self.withdrawn_at, self.withdrawn_reason = Status.WITHDRAWN, timezone.now(), reason.strip()
        self.save()

    def undo_withdrawal(self) -> None:
        """Put a withdrawn record back as it was, its publish time included."""
        self._require(self.is_withdrawn, "Only a withdrawn record can be put back.")
        reasons = self.publish_errors()
        if reasons:
            raise PublishingRefused(reasons)
        self.status, self.withdrawn_at, self.withdrawn_reason = Status.PUBLISHED, None, ""
        self.save()

    @staticmethod
    def _require(condition: bool, message: str) -> None:
        if not condition:
            raise PublishingRefused(message)
