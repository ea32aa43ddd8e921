"""Answers what was asked for with an e-mail address, by one mail a day at most: somebody else may have typed it.

What is asked for again while a mail is on its way joins what waits to be confirmed. The page that confirms names all of
it, and marks what the mail did not name.
"""

import secrets
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from icpr.lib import tokens
from icpr.lib.mail import mailbox
from icpr.limits.throttling import Limit
from icpr.outbox import queue
from resources.following import invitations
from resources.following.models import ADDRESS, CONFIRM, MOST_FOLLOWED, PENDING, Asked, Follower, sealed_token

DAY = 86_400
CONFIRMATIONS_TO_ONE = Limit("follow-confirm-to-one", most=1, seconds=DAY)
MANAGED_TO_ONE = Limit("follow-manage-to-one", most=2, seconds=DAY)


def answer_all(beat: Callable[[], None] = lambda: None) -> int:
    """Answer all that was asked for up to now, the earliest first. Returns how many. `beat` is called before each."""
    keys = list(Asked.objects.values_list("pk", flat=True))
    for key in keys:
        beat()
        _answer(key)
    return len(keys)


@transaction.atomic
def _answer(key: int) -> None:
    """Answer one and forget it, both or neither."""
    asked = Asked.objects.select_for_update().filter(pk=key).first()
    if asked is None:  # another process was first
        return
    address = tokens.unseal(asked.mailbox, ADDRESS)
    if address and asked.address:
        _follow(address, asked)
    elif address:
        _send_private_address(address)
    asked.delete()


def _follow(address: str, asked: Asked) -> None:
    follower = Follower.objects.select_for_update().of_address(address) or Follower.objects.make(address)
    _keep(follower, asked)
    if not CONFIRMATIONS_TO_ONE.take(mailbox(address)):
        return
    now = timezone.now()
    waiting = list(follower.subscriptions.pending(now))
    if waiting:
        if not follower.confirm_hash or follower.confirm_until <= now:
            follower.confirm_hash, follower.confirm_sealed = sealed_token(CONFIRM)
        follower.confirm_mailed_at, follower.confirm_until = now, now + PENDING
        follower.save(update_fields=["confirm_hash", "confirm_sealed", "confirm_mailed_at", "confirm_until"])
    queue.put([invitations.letter(follower, waiting, key=_new_key("confirm"))])


def _keep(follower: Follower, asked: Asked) -> None:
    """What is asked for waits to be confirmed, by the latest wish; what is followed already is left as it is. It counts
    as asked for now, so that what is answered after a mail was written is told from what that mail names."""
    wish = {"title": asked.title, "rhythm": asked.rhythm, "level": asked.level, "asked_at": timezone.now()}
    same = follower.subscriptions.filter(address=asked.address)
    if same.exists():
        same.filter(confirmed_at=None).update(**wish)
    elif follower.subscriptions.count() < MOST_FOLLOWED:
        follower.subscriptions.ask(follower, address=asked.address, **wish)


def _send_private_address(address: str) -> None:
    """To whoever follows something; nobody else gets a mail."""
    follower = Follower.objects.of_address(address)
    if follower and follower.confirmed_at and MANAGED_TO_ONE.take(mailbox(address)):
        queue.put([invitations.private_address(follower, key=_new_key("manage"))])


def _new_key(purpose: str) -> str:
    return f"follow-{purpose}:{secrets.token_urlsafe(16)}"
