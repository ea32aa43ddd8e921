"""What readers tell of addresses: where a work is, or that a link does not work. Decided by staff, one by one."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from icpr.lib import tokens
from icpr.lib.shown_in import NOWHERE
from icpr.lib.text.fields import Line, Lines
from resources.models.documents import Document

# How long the mail address and the note of a sender are kept: after the decision, or when there was none.
KEPT_AFTER_DECISION = timedelta(days=14)
KEPT_UNDECIDED = timedelta(days=365)
LONGEST_NOTE = 1_000


class AddressReportQuerySet(models.QuerySet):
    def open(self):
        """Those that wait for staff, the newest first."""
        return self.filter(state=AddressReport.State.OPEN)

    def decided(self):
        """The others, the latest decision first."""
        return self.exclude(state=AddressReport.State.OPEN).order_by("-decided_at", "-pk")

    def of_token(self, token: str):
        return self.filter(token_hash=tokens.hash_of(token))

    def with_expired_sender(self, now: datetime):
        """Those that still hold what a sender wrote of themselves, past its time."""
        decided = Q(decided_at__lte=now - KEPT_AFTER_DECISION)
        undecided = Q(decided_at__isnull=True, received_at__lte=now - KEPT_UNDECIDED)
        return self.exclude(email="", note="").filter(decided | undecided)


class AddressReport(models.Model):
    """One message of a reader about the address of a record, or of one of its papers."""

    class Sort(models.TextChoices):
        KNOWN = "known", "Knows where it is"
        BROKEN = "broken", "A link does not work"

    class State(models.TextChoices):
        OPEN = "open", "Waits"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"

    resource = models.ForeignKey("resources.Resource", on_delete=models.CASCADE, related_name="address_reports")
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    paper = Line(max_length=200, blank=True)  # what the paper was called, which may be deleted since
    sort = models.CharField(max_length=6, choices=Sort)
    proposed = models.CharField("proposed address", max_length=500, blank=True)
    reported = models.CharField("address that does not work", max_length=500, blank=True)
    note = Lines(max_length=LONGEST_NOTE, blank=True)
    email = models.EmailField("mail address", blank=True)
    received_at = models.DateTimeField(auto_now_add=True, db_index=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN, db_index=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True, db_index=True)
    answer = Line(max_length=300, blank=True, help_text="Shown to the sender.")
    token_hash = models.CharField(max_length=tokens.HASH_LENGTH, unique=True)

    objects = AddressReportQuerySet.as_manager()
    shown_in = NOWHERE

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True) | ~Q(state="open") & Q(decided_at__isnull=False),
                name="report_decided_has_time",
            ),
            models.CheckConstraint(condition=~Q(sort="known") | ~Q(proposed=""), name="report_of_place_names_it"),
        ]

    def __str__(self) -> str:
        return f"{self.get_sort_display()}: {self.resource}"

    @property
    def target(self):
        """The record or the paper that it is about; None for a paper that was deleted since."""
        return self.document or (None if self.paper else self.resource)

    @property
    def present_address(self) -> str:
        """Where readers are led now; "" for nowhere."""
        return self.document.url if self.document else "" if self.paper else self.resource.official_url

    @property
    def present_evidence(self) -> str:
        """What that address leads to, in words."""
        return self.target.get_address_evidence_display() if self.target else ""
