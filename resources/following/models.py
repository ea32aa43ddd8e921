"""Who is told of what is new, and of what: an address and what is followed by it. Stored apart from what is searched.

An address is stored sealed, under a key the database does not hold, and found by a keyed digest. Who has a private
address, which only mail to the follower holds, may change what is followed.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from icpr.lib import tokens
from icpr.lib.shown_in import NOWHERE
from icpr.outbox import queue
from resources.following.announcements import Announcement, Confirmation  # noqa: F401

LONGEST_ADDRESS = 1_500  # characters of what is followed: path and query
LONGEST_TITLE = 300
SEALED_ADDRESS = 600  # characters that hold any sealed e-mail address
PENDING = timedelta(days=7)  # how long what is not confirmed is kept, and the link to confirm it works
REFUSED_KEPT = timedelta(days=30)  # how long an address that mail servers refused is kept
MOST_FOLLOWED = 100  # by one address

ADDRESS, MANAGE, STOP, CONFIRM, STOP_ALL = (
    f"resources.following.{name}" for name in ("address", "manage", "stop", "confirm", "stop-all")
)


class Rhythm(models.TextChoices):
    AT_ONCE = "at-once", "At once"
    DAILY = "daily", "Daily"
    WEEKLY = "weekly", "Weekly"


class Level(models.TextChoices):
    MAJOR = "major", "Major changes"
    ALL = "all", "All changes"


def digests_of(address: str) -> list[str]:
    """The keyed digests an e-mail address may be stored under: of the site's secret, then of former ones. The case of
    its letters makes no difference."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    folded = address.casefold()
    return [salted_hmac(ADDRESS, folded, secret=key, algorithm="sha256").hexdigest() for key in keys]


def sealed_token(purpose: str) -> tuple[str, str]:
    """A new token, as its hash and as it is sealed."""
    token = tokens.new_token()
    return tokens.hash_of(token), tokens.seal(token, purpose)


class FollowerQuerySet(models.QuerySet):
    def of_address(self, address: str) -> "Follower | None":
        """Who has an e-mail address, if it is known."""
        return self.filter(address_hash__in=digests_of(address)).first()

    def with_token(self, purpose: str, token: str) -> "Follower | None":
        """Whom a token of a purpose (`MANAGE`, `STOP_ALL`, `CONFIRM`) belongs to; None for any other text."""
        column = {MANAGE: "manage_hash", STOP_ALL: "stop_hash", CONFIRM: "confirm_hash"}[purpose]
        return self.filter(**{column: tokens.hash_of(token)}).first()

    def make(self, address: str) -> "Follower":
        """A new follower, who has confirmed nothing yet."""
        manage_hash, manage_sealed = sealed_token(MANAGE)
        stop_hash, stop_sealed = sealed_token(STOP_ALL)
        return self.create(
            address_hash=digests_of(address)[0],
            address=tokens.seal(address, ADDRESS),
            manage_hash=manage_hash,
            manage_sealed=manage_sealed,
            stop_hash=stop_hash,
            stop_sealed=stop_sealed,
        )

    def overdue(self, now: datetime):
        """Those whose address is to be forgotten: nothing is followed or waits to be confirmed, or mail was refused
        long ago."""
        waiting = Subscription.objects.filter(follower=models.OuterRef("pk")).kept(now)
        refused = Q(stopped_at__lte=now - REFUSED_KEPT)
        return self.filter(~models.Exists(waiting) | refused)


class Follower(models.Model):
    """An e-mail address to which something is sent.

    confirmed_at: when its holder first confirmed something; None while nothing was. confirm_until: to when the present
    link of confirmation works; what was asked for after confirm_mailed_at is not named in the mail with that link.
    stopped_at: since when nothing is sent because mail servers refused it.
    """

    address_hash = models.CharField(max_length=tokens.HASH_LENGTH, unique=True)
    address = models.CharField(max_length=SEALED_ADDRESS)  # sealed
    manage_hash = models.CharField(max_length=tokens.HASH_LENGTH, unique=True)
    manage_sealed = models.CharField(max_length=tokens.SEALED_LENGTH)
    stop_hash = models.CharField(max_length=tokens.HASH_LENGTH, unique=True)  # of the address that ends all
    stop_sealed = models.CharField(max_length=tokens.SEALED_LENGTH)
    confirm_hash = models.CharField(max_length=tokens.HASH_LENGTH, unique=True, null=True)
    confirm_sealed = models.CharField(max_length=tokens.SEALED_LENGTH, blank=True)
    confirm_mailed_at = models.DateTimeField(null=True)
    confirm_until = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    is_paused = models.BooleanField(default=False)
    stopped_at = models.DateTimeField(null=True)
    stop_reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = FollowerQuerySet.as_manager()
    shown_in = NOWHERE

    def __str__(self) -> str:
        return f"Follower {self.pk}"  # never the address: texts of rows are logged and shown to staff

    @property
    def owner(self) -> str:
        """Whose its letters are in the outbox."""
        return f"follower:{self.pk}"

    def mailbox(self) -> str | None:
        """The e-mail address; None when the site's secret, with which it was sealed, has changed."""
        return tokens.unseal(self.address, ADDRESS)

    @transaction.atomic
    def erase(self) -> None:
        """Forget the address, all that is followed by it, and the letters that wait to be sent there.

        The rows go first: whoever writes to the follower just now holds them, so that its letter is seen and kept back.
        """
        owner = self.owner
        self.delete()
        queue.erase(owner)


class SubscriptionQuerySet(models.QuerySet):
    def active(self):
        """Those of which readers are told: confirmed, and the follower is neither paused nor stopped."""
        return self.filter(confirmed_at__isnull=False, follower__is_paused=False, follower__stopped_at__isnull=True)

    def pending(self, now: datetime):
        """Those that wait to be confirmed, and still can be."""
        return self.filter(confirmed_at=None, asked_at__gt=now - PENDING)

    def kept(self, now: datetime):
        """All but those that were not confirmed in time."""
        return self.filter(Q(confirmed_at__isnull=False) | Q(asked_at__gt=now - PENDING))

    def lapsed(self, now: datetime):
        """Those that were not confirmed in time."""
        return self.filter(confirmed_at=None, asked_at__lte=now - PENDING)

    def with_token(self, token: str) -> "Subscription | None":
        """The one that a token of one-click unsubscribing is of; None for any other text."""
        return self.filter(stop_hash=tokens.hash_of(token)).select_related("follower").first()

    def ask(self, follower: Follower, **asked) -> "Subscription":
        """A new one, not confirmed, of an address, a title, a rhythm and a level."""
        stop_hash, stop_sealed = sealed_token(STOP)
        return self.create(follower=follower, stop_hash=stop_hash, stop_sealed=stop_sealed, **asked)


class Subscription(models.Model):
    """One thing that is followed by an address.

    address: path and query of what is followed, in canonical order when it was asked for; what it means now, and where
    it is now, says `resources.following.targets`. title: as it was called then. told_until: everything up to this
    moment was told, or was before it was confirmed; None until then. mailed_at: when a mail last told something of it.
    """

    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, related_name="subscriptions")
    address = models.CharField(max_length=LONGEST_ADDRESS)
    title = models.CharField(max_length=LONGEST_TITLE)
    rhythm = models.CharField(max_length=10, choices=Rhythm, default=Rhythm.WEEKLY)
    level = models.CharField(max_length=10, choices=Level, default=Level.MAJOR)
    created_at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(default=timezone.now)  # last, while it is not confirmed
    confirmed_at = models.DateTimeField(null=True)
    told_until = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    stop_hash = models.CharField(max_length=tokens.HASH_LENGTH, unique=True)  # of the one-click address
    stop_sealed = models.CharField(max_length=tokens.SEALED_LENGTH)

    objects = SubscriptionQuerySet.as_manager()
    shown_in = NOWHERE

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["follower", "address"], name="subscription_once_per_address"),
            models.CheckConstraint(condition=Q(rhythm__in=Rhythm.values), name="subscription_rhythm_known"),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="subscription_level_known"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(told_until__isnull=False),
                name="subscription_told_from_its_confirmation",
            ),
        ]
        indexes = [
            models.Index(
                fields=["rhythm", "told_until"], name="subscription_due", condition=Q(confirmed_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return self.title


class Asked(models.Model):
    """What somebody asked for with an e-mail address and that is not answered yet. Each is answered by a job within
    seconds and deleted, so that a page says the same, in the same time, whatever is known of the address.

    address: of what is to be followed; empty when the private address is asked for.
    """

    mailbox = models.CharField(max_length=SEALED_ADDRESS)  # sealed
    address = models.CharField(max_length=LONGEST_ADDRESS, blank=True)
    title = models.CharField(max_length=LONGEST_TITLE, blank=True)
    rhythm = models.CharField(max_length=10, choices=Rhythm, default=Rhythm.WEEKLY)
    level = models.CharField(max_length=10, choices=Level, default=Level.MAJOR)
    asked_at = models.DateTimeField(default=timezone.now)

    shown_in = NOWHERE

    class Meta:
        verbose_name_plural = "asked"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title or "The private address"
