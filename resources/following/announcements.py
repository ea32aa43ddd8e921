"""“Notify the field”: a letter of the library's own to everybody who follows something weekly, sent once two publishers
have confirmed its text. What becomes of it is in `resources.following.announcing`."""

import re
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from icpr.lib.shown_in import NOWHERE
from icpr.lib.text.fields import Line, Lines
from resources.models import Resource
from resources.models.catalogue import permanent_number

MOST_RECORDS = 10
LONGEST_TEXT = 5_000
CONFIRMERS = 2
GRACE = timedelta(minutes=10)  # between the second confirmation and the letters, for second thoughts
AT_LATEST = timedelta(days=1)  # what could not go out by then is confirmed anew: it may be old news

NUMBER = re.compile(r"(?:ICPR-)?0{0,5}([1-9][0-9]{0,8})", re.ASCII | re.IGNORECASE)
NOT_A_NUMBER = "“{}” is no permanent number, such as ICPR-000123."


def numbers_in(text: str) -> list[int]:
    """The permanent numbers in a typed text, in its order, each once. Raises ValidationError for any other word."""
    found = {}
    for word in text.replace(",", " ").replace(";", " ").split():
        if not (match := NUMBER.fullmatch(word)):
            raise ValidationError(NOT_A_NUMBER.format(word[:40]))
        found[int(match[1])] = None
    return list(found)


def check_records(text: str) -> None:
    """Raise ValidationError unless a text names up to ten records that there are."""
    numbers = numbers_in(text)
    if len(numbers) > MOST_RECORDS:
        raise ValidationError(f"Name at most {MOST_RECORDS} records.")
    known = set(Resource.objects.filter(number__in=numbers).values_list("number", flat=True))
    if unknown := [permanent_number(number) for number in numbers if number not in known]:
        raise ValidationError(f"There is no record {', '.join(unknown)}.")


class AnnouncementQuerySet(models.QuerySet):
    def confirmed(self):
        """Those that two publishers confirmed and that are not in the outbox yet, by age."""
        return self.filter(state=Announcement.State.CONFIRMED).order_by("confirmed_at", "pk")

    def waiting(self):
        """Those that wait for somebody: to be confirmed, or for their time."""
        return self.filter(state__in=[Announcement.State.DRAFT, Announcement.State.CONFIRMED])


class Announcement(models.Model):
    """A letter to the field: a draft until two publishers have confirmed its text as it stands.

    records: up to ten permanent numbers, in the order of the letter. version: counts the changes of what it says; a
    confirmation is of one version. queued_for: how many letters were put into the outbox, rounded down to fives.
    stopped_because: why it did not go out, for staff.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        CONFIRMED = "confirmed", "Confirmed"
        QUEUED = "queued", "Sent to the outbox"
        CANCELLED = "cancelled", "Cancelled"

    subject = Line(max_length=120, help_text="What it is about, in a line. Mail programs show some 60 characters.")
    text = Lines(
        max_length=LONGEST_TEXT,
        help_text="A few paragraphs, with an empty line between them. Plain text: addresses become links.",
    )
    records = Line(
        max_length=200,
        blank=True,
        help_text="Permanent numbers of up to ten records, such as ICPR-000123. Each must be public when it is sent.",
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name="by"
    )
    written_at = models.DateTimeField("last changed", default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    queued_at = models.DateTimeField(null=True, editable=False)
    queued_for = models.PositiveIntegerField(null=True, editable=False)
    stopped_because = models.CharField(max_length=300, blank=True, editable=False)

    objects = AnnouncementQuerySet.as_manager()
    shown_in = NOWHERE

    class Meta:
        ordering = ["-pk"]
        permissions = [
            ("confirm_announcement", "Can confirm an announcement to all weekly followers"),
            ("pause_mail", "Can pause all mail and let it go on"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="confirmed") | models.Q(confirmed_at__isnull=False),
                name="announcement_confirmed_has_time",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def clean(self) -> None:
        try:
            check_records(self.records)
        except ValidationError as error:
            raise ValidationError({"records": error}) from error

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def may_be_cancelled(self) -> bool:
        """Whether some of it may still be kept from being sent."""
        return self.state in {self.State.CONFIRMED, self.State.QUEUED}

    @property
    def goes_at(self):
        """When it is given to the outbox; None unless it is confirmed."""
        return self.confirmed_at + GRACE if self.state == self.State.CONFIRMED else None

    @property
    def numbers(self) -> list[int]:
        return numbers_in(self.records)

    def public_records(self) -> list[Resource]:
        """Those of its records that the public sees now, in its order; one query."""
        found = {record.number: record for record in Resource.objects.published().filter(number__in=self.numbers)}
        return [found[number] for number in self.numbers if number in found]

    def not_public(self, public: list[Resource]) -> list[str]:
        """The permanent numbers of its records that are not among the public ones."""
        seen = {record.number for record in public}
        return [permanent_number(number) for number in self.numbers if number not in seen]


class Confirmation(models.Model):
    """That a publisher read an announcement in one version, and would send it."""

    announcement = models.ForeignKey(Announcement, models.CASCADE, related_name="confirmations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    username = models.CharField(max_length=150)  # outlives the account
    version = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)

    shown_in = NOWHERE

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["announcement", "user"], name="confirmation_once_a_user")]

    def __str__(self) -> str:
        return f"{self.username}, version {self.version}"
