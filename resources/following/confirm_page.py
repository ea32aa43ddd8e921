"""What the page says at the link of a mail that asks to confirm."""

from functools import cached_property

from django.utils import timezone

from resources.following import links
from resources.following.models import CONFIRM, PENDING, Follower, Subscription


class ConfirmPage:
    """follower: None at an address that leads to nobody: never made, or its time is over and all of it is erased."""

    days = PENDING.days

    def __init__(self, token: str):
        self.now = timezone.now()
        self.follower = Follower.objects.with_token(CONFIRM, token)

    @cached_property
    def waiting(self) -> list[Subscription]:
        """What can be confirmed; `is_later` marks what was asked for after the mail was sent, which does not name
        it."""
        if self.follower is None:
            return []
        found = list(self.follower.subscriptions.pending(self.now))
        for each in found:
            each.is_later = each.asked_at > self.follower.confirm_mailed_at
        return found

    @cached_property
    def followed(self) -> list[Subscription]:
        return list(self.follower.subscriptions.filter(confirmed_at__isnull=False)) if self.follower else []

    @property
    def is_expired(self) -> bool:
        return bool(self.waiting) and self.follower.confirm_until <= self.now

    @property
    def is_open(self) -> bool:
        """Whether something can be confirmed here."""
        return bool(self.waiting) and not self.is_expired

    @property
    def code(self) -> int:
        """The status of the page."""
        if self.follower is None:
            return 404
        return 410 if self.is_expired else 200

    @property
    def manage(self) -> str:
        return links.manage_url(self.follower)

    @property
    def forget(self) -> str:
        """Where the address is erased."""
        return links.unsubscribe_all_url(self.follower)
