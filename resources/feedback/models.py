"""What readers tell staff: suggestions, problems, whether a record was useful, questions. Each is decided by staff."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils import timezone

from icpr.lib import tokens
from icpr.lib.shown_in import NOWHERE
from icpr.lib.text.fields import Line, Lines
from resources.models import Resource
from resources.models.address_reports import KEPT_AFTER_DECISION, KEPT_UNDECIDED

LONGEST_PAGE = 500  # characters of the address of a page of ours
LONGEST_WORDS = 3_000
LONGEST_ANSWER = 1_000
SEALED_ADDRESS = 600  # characters that hold any sealed mail address
QUIET_KEPT = timedelta(days=30)  # how long what was held apart waits for somebody to look
ADDRESS, STATUS = "resources.feedback.address", "resources.feedback.status"


class Kind(models.TextChoices):
    SUGGESTION = "suggestion", "Suggests a resource"
    PROBLEM = "problem", "Reports a problem"
    USEFUL = "useful", "Was it useful"
    CONTACT = "contact", "Writes to us"


class State(models.TextChoices):
    OPEN = "open", "Waits"
    QUIET = "quiet", "Held apart"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    ANSWERED = "answered", "Answered"
    SEEN = "seen", "Seen"  # what asks for no answer
    SPAM = "spam", "Spam"


DRAFT_LOST = Q(kind=Kind.SUGGESTION, state=State.ACCEPTED, record=None)
NOT_PUBLIC_YET = Q(kind=Kind.SUGGESTION, state=State.ACCEPTED, told_at=None)  # its sender is told when the record is
WAITS = Q(state=State.OPEN) | DRAFT_LOST


def _put_off(today: date | None) -> Q:
    return Q(put_off_row__until__gt=today or timezone.localdate())


class FeedbackQuerySet(models.QuerySet):
    def waiting(self, today: date | None = None):
        """Those that wait for staff and are not put off, the oldest first; also suggestions whose draft was deleted."""
        return self.filter(WAITS).exclude(_put_off(today)).order_by("received_at", "pk")

    def put_off(self, today: date | None = None):
        """Those that staff put off, the soonest back first; on its last day a message waits again."""
        return self.filter(WAITS).filter(_put_off(today)).order_by("put_off_row__until", "pk")

    def quiet(self):
        """Those that look like a flood or like advertising, the newest first."""
        return self.filter(state=State.QUIET)

    def decided(self):
        """The others with words of their own, the latest decision first."""
        done = self.exclude(WAITS).exclude(state=State.QUIET)
        return done.exclude(kind=Kind.USEFUL, decided_at=None).order_by("-decided_at", "-pk")

    def of_token(self, token: str):
        return self.filter(token_hash=tokens.hash_of(token))

    def with_expired_sender(self, now: datetime):
        """Those that still hold what a sender wrote of themselves, past its time."""
        decided = Q(decided_at__lte=now - KEPT_AFTER_DECISION) & ~NOT_PUBLIC_YET
        overdue = (Q(decided_at=None) | NOT_PUBLIC_YET) & Q(received_at__lte=now - KEPT_UNDECIDED)
        return self.exclude(sender="", words="", token_sealed="").filter(decided | overdue)

    def worthless(self, now: datetime):
        """What was held apart and nobody looked at, and spam, past the time it is kept."""
        apart = Q(state=State.QUIET, received_at__lte=now - QUIET_KEPT)
        return self.filter(apart | Q(state=State.SPAM, decided_at__lte=now - KEPT_AFTER_DECISION))

    def usefulness(self):
        """How many said of each record that it was useful, and was not: rows with `about`, `yes` and `no`."""
        said = self.filter(kind=Kind.USEFUL, about__isnull=False).exclude(state__in=[State.QUIET, State.SPAM])
        yes, no = Count("pk", filter=Q(is_useful=True)), Count("pk", filter=Q(is_useful=False))
        return said.order_by().values("about").annotate(yes=yes, no=no)


class Feedback(models.Model):
    """One message of a reader. Its sender's mail address is sealed under a key that the database does not hold."""

    kind = models.CharField(max_length=10, choices=Kind)
    page = models.CharField("about the page", max_length=LONGEST_PAGE, blank=True)
    about = models.ForeignKey(
        Resource, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name="about the record"
    )
    title = Line(max_length=300, blank=True)
    address = models.CharField(max_length=500, blank=True)
    is_useful = models.BooleanField("useful", null=True, blank=True)
    words = Lines(max_length=LONGEST_WORDS, blank=True)
    sender = models.CharField(max_length=SEALED_ADDRESS, blank=True, editable=False)
    received_at = models.DateTimeField(auto_now_add=True, db_index=True)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN, db_index=True)
    quiet_reason = Line(max_length=200, blank=True)
    record = models.ForeignKey(
        Resource, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name="record made of it"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True, db_index=True)
    answer = Lines(max_length=LONGEST_ANSWER, blank=True, help_text="Shown to the sender.")
    told_at = models.DateTimeField(null=True, blank=True, editable=False)  # when the sender was told that it is public
    token_hash = models.CharField(max_length=tokens.HASH_LENGTH, unique=True, editable=False)
    token_sealed = models.CharField(max_length=tokens.SEALED_LENGTH, blank=True, editable=False)

    objects = FeedbackQuerySet.as_manager()
    shown_in = NOWHERE

    class Meta:
        verbose_name = "message of a reader"
        verbose_name_plural = "messages of readers"
        ordering = ["-received_at", "-pk"]
        indexes = [models.Index(fields=["kind", "about"], name="feedback_of_record")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="useful", is_useful__isnull=False) | ~Q(kind="useful") & Q(is_useful__isnull=True),
                name="feedback_useful_says_so",
            ),
        ]

    def __str__(self) -> str:
        """Without a word that its sender typed: this stands in logs."""
        return f"{self.get_kind_display()} ({self.pk})"

    @property
    def waits(self) -> bool:
        """Whether staff have to decide."""
        is_lost = self.kind == Kind.SUGGESTION and self.state == State.ACCEPTED and self.record_id is None
        return self.state == State.OPEN or is_lost

    @property
    def public_record(self) -> Resource | None:
        """The record made of it, once readers may know of it."""
        return self.record if self.record and self.record.is_published() else None

    @property
    def told_state(self) -> str:
        """What the sender may know: nothing of a draft, and nothing of having been held apart."""
        is_draft = self.kind == Kind.SUGGESTION and self.record and not self.public_record and self.told_at is None
        return State.OPEN if self.waits or is_draft or self.state == State.QUIET else State(self.state)

    @property
    def mailbox(self) -> str:
        """The sender's mail address; "" when none was left, or it was erased."""
        return tokens.unseal(self.sender, ADDRESS) or "" if self.sender else ""

    @property
    def token(self) -> str:
        """The token of its status page; "" when that was erased."""
        return tokens.unseal(self.token_sealed, STATUS) or "" if self.token_sealed else ""


class Decision(models.Model):
    """What staff did with a message, and when; a message may be decided anew."""

    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="decisions")
    state = models.CharField(max_length=8, choices=State)
    answer = Lines(max_length=LONGEST_ANSWER, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    shown_in = NOWHERE

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_state_display()}, {self.at:%Y-%m-%d}"


class PutOff(models.Model):
    """A message that staff do not decide about before a day, and why."""

    feedback = models.OneToOneField(Feedback, models.CASCADE, primary_key=True, related_name="put_off_row")
    until = models.DateField(db_index=True)
    reason = Line(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    shown_in = NOWHERE

    class Meta:
        default_permissions = ()  # who decides about messages may put them off

    def __str__(self) -> str:
        return f"{self.feedback} until {self.until}"
