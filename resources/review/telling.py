"""Mail to staff about what waits for them. The desk shows the same, so that no mail server is needed.

A mail is told once: its key names what happened and whom it is for. See `icpr.outbox.queue`.
"""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User

from icpr.outbox import queue

PURPOSE = "staff"
ORDINARY = "django.contrib.auth.backends.ModelBackend"
LONGEST_SUBJECT = 150


def staff_with(permission: str, *, but: User | None = None) -> list[User]:
    """Staff who are active and have a permission such as "resources.publish_resource", but for one, in a fixed order.
    Superusers have all."""
    found = get_user_model().objects.with_perm(permission, backend=ORDINARY).filter(is_staff=True)
    return list(found.exclude(pk=but.pk if but else None).order_by("pk").distinct())


def can_tell() -> bool:
    """Whether staff are told by mail: where a mail server is."""
    return bool(settings.MAIL_SERVER)


def tell(users: Iterable[User | None], subject: str, text: str, key: str) -> int:
    """Put a mail for each of some staff who are active and have a mail address; nobody is told where no mail server
    is. Call it in the transaction of what it tells of.

    key: names what happened, without a mail address, such as "proposal:12:declined". Returns how many mails are new.
    """
    if not can_tell():
        return 0
    subject = " ".join(subject.split())[:LONGEST_SUBJECT]
    return queue.put(
        queue.Letter(
            key=f"{PURPOSE}:{key}:{user.pk}",
            to=user.email,
            subject=subject,
            text=text,
            purpose=PURPOSE,
            owner=f"user:{user.pk}",
        )
        for user in users
        if user is not None and user.is_active and user.is_staff and user.email
    )
