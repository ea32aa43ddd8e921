"""Sessions of staff, in a table that says whose they are, and the groups of the roles."""

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac


class SessionQuerySet(models.QuerySet):
    def signed_in(self):
        """Those of people who are signed in now."""
        return self.filter(expire_date__gt=timezone.now(), started_at__isnull=False, user__is_active=True)

    def for_list(self):
        return self.select_related("user").order_by("user__username", "-seen_at")


class Session(AbstractBaseSession):
    """As Django's, with what the list of sessions shows. Between password and second factor it
    belongs to whose password it was, so that it ends as those of signed-in people do, but has not started."""

    # Without a constraint in the database: a session of an account that is just being deleted must not break a page.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, db_constraint=False, related_name="sessions"
    )
    started_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()  # to within five minutes
    address = models.CharField(max_length=45, blank=True)
    browser = models.CharField(max_length=200, blank=True)

    objects = BaseSessionManager.from_queryset(SessionQuerySet)()

    def __str__(self) -> str:
        return f"Session of {self.user or 'nobody yet'}"  # never the key, as Django's own has it

    @classmethod
    def get_session_store_class(cls):
        from icpr.accounts.sessions import SessionStore

        return SessionStore

    @property
    def handle(self) -> str:
        """Names this session in a form without telling its key, which would be the session itself."""
        return salted_hmac("icpr.session", self.session_key, algorithm="sha256").hexdigest()[:32]


class RoleGroup(models.Model):
    """Which group is that of a role of `icpr.roles`."""

    role = models.CharField(max_length=40, primary_key=True)
    group = models.OneToOneField(Group, models.CASCADE, related_name="role")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.role
