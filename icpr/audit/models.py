"""What was done with accounts and with the data as a whole, by whom, and from where."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

KEPT = timedelta(days=400)


class Event(models.TextChoices):
    SIGNED_IN = "signed-in", "Signed in"
    REFUSED = "refused", "Refused"
    SIGNED_OUT = "signed-out", "Signed out"
    SESSION = "session", "Session ended"
    SECOND_FACTOR = "second-factor", "Second factor changed"
    ACCOUNT = "account", "Account changed"
    GROUP = "group", "Group changed"
    EXPORT = "export", "Exported"
    MAIL = "mail", "Mail to followers"


class AuditQuerySet(models.QuerySet):
    def outdated(self):
        """Those that have been kept long enough."""
        return self.filter(at__lt=timezone.now() - KEPT)


class AuditEntry(models.Model):
    """One event. It holds no password, no code and no token; what was typed for an unknown name is not kept either,
    because people type passwords there."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    event = models.CharField(max_length=20, choices=Event.choices)
    # Without a constraint in the database: what is written a moment later must not fail for an account that is gone.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        db_constraint=False,
        related_name="+",
        verbose_name="by",
    )
    username = models.CharField("by", max_length=150, blank=True)  # outlives the account
    subject = models.CharField(max_length=200, blank=True, help_text="The account, group or table it was done to.")
    detail = models.CharField(max_length=500, blank=True)
    address = models.CharField(
        max_length=45, blank=True, help_text="Network address. Personal data, kept 400 days like all of this row."
    )

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name_plural = "audit entries"

    def __str__(self) -> str:
        return f"{self.get_event_display()}: {self.subject or self.username or 'unknown'}"
