"""Addresses that are not needed any more are erased; those that mail servers refuse get nothing."""

import re
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from icpr.outbox import queue
from resources.following.models import Follower, Subscription

LONGEST_REASON = 200
ADDRESSES = re.compile(r"\S*@\S*")  # mail servers repeat them


def forget(now: datetime) -> int:
    """Erase what was not confirmed in time, and the addresses of which nothing is left or that were refused long ago.
    Returns how many addresses."""
    Subscription.objects.lapsed(now).delete()
    overdue = list(Follower.objects.overdue(now))
    for follower in overdue:
        follower.erase()
    return len(overdue)


@transaction.atomic
def stop(owner: str, reason: str) -> None:
    """Send nothing more to an address that was refused for good; one that never confirmed anything is erased."""
    kind, _, key = owner.partition(":")
    if kind != "follower" or not key.isdigit():
        return
    follower = Follower.objects.select_for_update().filter(pk=int(key)).first()
    if follower and follower.confirmed_at is None:
        follower.erase()
    elif follower and follower.stopped_at is None:
        follower.stopped_at, follower.stop_reason = timezone.now(), ADDRESSES.sub("…", reason)[:LONGEST_REASON]
        follower.save(update_fields=["stopped_at", "stop_reason"])


def stop_refused(sender: object, *, owner: str, reason: str, **more: object) -> None:
    """For the outbox's signal that an address is refused."""
    stop(owner, reason)


def connect() -> None:
    queue.refused.connect(stop_refused, dispatch_uid="resources.following")
