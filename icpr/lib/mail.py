"""Whether this site can send mail."""

from django.conf import settings


def can_mail() -> bool:
    """Whether messages go anywhere: to a mail server, or in development to the terminal."""
    return bool(settings.EMAIL_HOST) or not settings.PRODUCTION
