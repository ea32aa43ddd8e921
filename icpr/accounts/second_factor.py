"""Of whom a second factor is required, who has one, and taking it away when a device is lost."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from icpr.audit.models import Event
from icpr.audit.recording import record
from icpr.roles import ADMINISTRATOR, PUBLISHER

Kind = Authenticator.Type
ROLES = (PUBLISHER, ADMINISTRATOR)  # who can put something before the public, and who lets others
WORDS = {Kind.TOTP: "an authenticator app", Kind.WEBAUTHN: "a passkey", Kind.RECOVERY_CODES: "recovery codes"}


def is_missing(user) -> bool:
    """Whether a user who needs a second factor has none yet."""
    if settings.STAFF_SECOND_FACTOR != "required" or Authenticator.objects.filter(user=user).exists():
        return False
    return user.is_superuser or user.groups.filter(role__role__in=ROLES).exists()


def described(user) -> list[str]:
    """What a user has, in words, each with the day it was added."""
    rows = Authenticator.objects.filter(user=user).order_by("type", "created_at")
    return [f"{WORDS[row.type]}, since {row.created_at:%B %d, %Y}" for row in rows]


def reset(user, request: HttpRequest) -> None:
    """Take away all that a user has, after a device was lost; they sign in anew and set up another."""
    lost = "; ".join(described(user))
    Authenticator.objects.filter(user=user).delete()
    user.sessions.all().delete()
    record(Event.SECOND_FACTOR, request, subject=user.get_username(), detail=f"Reset by an administrator: {lost}")
