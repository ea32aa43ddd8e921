"""Letters on their way. All times are of the database's clock, as those of jobs."""

import uuid

from django.db import models
from django.db.models.functions import Now

from icpr.lib.shown_in import NOWHERE
from icpr.outbox.letters import LONGEST_NAME, Letter, opened


class MessageQuerySet(models.QuerySet):
    def of(self, owner: str):
        """Those of an owner; none of nobody."""
        return self.filter(owner=owner).exclude(owner="")


class Message(models.Model):
    """What is known of a letter, without what it says and to whom: that stands in its Content until it is finished."""

    class State(models.TextChoices):
        WAITING = "waiting", "waits"
        SENDING = "sending", "is being sent"
        SENT = "sent", "taken by the mail server"
        REFUSED = "refused", "refused for good"
        UNKNOWN = "unknown", "may have been sent"  # never repeated
        DROPPED = "dropped", "given up"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=LONGEST_NAME, unique=True)
    owner = models.CharField(max_length=LONGEST_NAME, blank=True, db_index=True)
    purpose = models.CharField(max_length=40, blank=True)
    address_hash = models.CharField(max_length=64, blank=True, db_index=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveIntegerField(default=0)  # also tells one attempt from the next
    deferred_at = models.DateTimeField(null=True)  # when it was first told to come again
    lease_until = models.DateTimeField(null=True)  # when who sends it counts as dead
    data_at = models.DateTimeField(null=True)  # written before DATA is said: from then on it may have been sent
    finished_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    objects = MessageQuerySet.as_manager()
    shown_in = NOWHERE

    class Meta:
        ordering = ["created_at", "key"]
        indexes = [
            models.Index(fields=["state", "due_at"], name="outbox_state_due"),
            models.Index(fields=["finished_at"], name="outbox_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose or 'letter'}: {self.get_state_display()}"


class Content(models.Model):
    """A letter that is not finished, sealed. Without it nothing can be sent; no backup holds it."""

    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="content")
    sealed = models.TextField()

    shown_in = NOWHERE

    def __str__(self) -> str:
        return "sealed letter"

    def letter(self) -> Letter | None:
        """The letter; None when it was sealed under another secret."""
        return opened(self.sealed)


class Pause(models.Model):
    """That staff stopped all mail: while there is a row, no letter is begun."""

    begun_at = models.DateTimeField(db_default=Now())

    shown_in = NOWHERE

    def __str__(self) -> str:
        return "all mail is stopped"
