"""What becomes of an announcement: two publishers confirm it, it is put into the outbox once, or it is taken back.

Each step locks its row, so that of two at once the second sees what the first did. The key of a letter names
announcement and follower: whatever is killed or done twice, nobody gets it twice.
"""

from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from icpr.lib.database import row_locks
from icpr.lib.few import rounded
from icpr.outbox import queue
from resources.following.announcement_letters import Writer, key_of
from resources.following.announcements import AT_LATEST, CONFIRMERS, GRACE, Announcement, Confirmation
from resources.following.models import Follower, Rhythm, Subscription

PERMISSION = "following.confirm_announcement"
BATCH = 500  # letters of one transaction

CHANGED = "It was changed meanwhile. Read it as it is now, then confirm it."
NO_DRAFT = "It is no draft any more: {}."
NOT_PUBLIC = "Not public, so that readers could not open it: {}. Take it out, or publish it first."
TWICE = "You have confirmed it already. Another publisher has to."
TOO_LATE = "It waited for more than a day to be sent. Confirm it again if it still holds."
BEFORE_ALL_WERE_QUEUED = "Some letters had gone out by then, so it cannot be sent again. Write a new one."
GONE = "It was deleted meanwhile."


def weekly_followers(at: datetime) -> QuerySet[Follower]:
    """Everybody who follows something weekly, had confirmed that by a moment, and wants mail at present."""
    weekly = Subscription.objects.active().filter(rhythm=Rhythm.WEEKLY, confirmed_at__lte=at)
    return Follower.objects.filter(Exists(weekly.filter(follower=OuterRef("pk")))).order_by("pk")


def standing(announcement: Announcement) -> list[Confirmation]:
    """The confirmations that count: of the present version, each by somebody who may still confirm."""
    found = announcement.confirmations.filter(version=announcement.version, user__is_active=True, user__is_staff=True)
    return [each for each in found.select_related("user") if each.user.has_perm(PERMISSION)]


@transaction.atomic
def confirm(pk: int, version: int, user) -> Announcement:
    """Keep that a publisher confirms one version. The second one's confirmation has it sent after the `GRACE`.

    Raises ValidationError with the reason, and changes nothing, when it cannot be confirmed as it stands.
    """
    announcement = _locked(pk)
    if not announcement.is_draft:
        raise ValidationError(NO_DRAFT.format(announcement.get_state_display().lower()))
    if announcement.version != version:
        raise ValidationError(CHANGED)
    if missing := announcement.not_public(announcement.public_records()):
        raise ValidationError(NOT_PUBLIC.format(", ".join(missing)))
    before = standing(announcement)
    if user.pk in {each.user_id for each in before}:
        raise ValidationError(TWICE)
    facts = {"version": version, "username": user.get_username(), "at": timezone.now()}
    Confirmation.objects.update_or_create(announcement=announcement, user=user, defaults=facts)
    if len(before) + 1 >= CONFIRMERS:
        announcement.state, announcement.confirmed_at = Announcement.State.CONFIRMED, timezone.now()
        announcement.stopped_because = ""
        announcement.save()
    return announcement


@transaction.atomic
def take_back(pk: int, reason: str = "") -> tuple[Announcement, int]:
    """Keep an announcement from being sent, as far as that is possible. One of which no letter was made is a draft
    again, without its confirmations. Returns it and how many letters were kept back.

    Raises ValidationError when there is nothing to take back.
    """
    announcement = _locked(pk)
    if not announcement.may_be_cancelled:
        raise ValidationError(NO_DRAFT.format(announcement.get_state_display().lower()))
    kept_back = queue.drop(key_of(announcement), "It was cancelled.")
    has_letters = announcement.state == Announcement.State.QUEUED or queue.has_any(key_of(announcement))
    announcement.state = Announcement.State.CANCELLED if has_letters else Announcement.State.DRAFT
    announcement.confirmed_at, announcement.stopped_because = None, reason
    announcement.save()
    announcement.confirmations.all().delete()
    return announcement, kept_back


def send_due(now: datetime, beat: Callable[[], None] = lambda: None) -> int:
    """Put the letters of all that is confirmed and due into the outbox. Returns of how many announcements.

    It may be killed at any point and done again, or twice at once.
    """
    due = Announcement.objects.confirmed().filter(confirmed_at__lte=now - GRACE)
    return sum(_send(pk, now, beat) for pk in list(due.values_list("pk", flat=True)))


def _send(pk: int, now: datetime, beat: Callable[[], None]) -> bool:
    """Whether all letters of one are in the outbox now, by this call."""
    writer, last, total = None, 0, 0
    while True:
        beat()
        with transaction.atomic():
            announcement = _locked(pk)
            if announcement.state != Announcement.State.CONFIRMED:
                return False
            if writer is None:  # what readers may see is read once, for all letters
                records = announcement.public_records()
                missing = announcement.not_public(records)
                if missing or now - announcement.confirmed_at > AT_LATEST:
                    take_back(pk, NOT_PUBLIC.format(", ".join(missing)) if missing else TOO_LATE)
                    return False
                writer = Writer(announcement, records)
            every = weekly_followers(announcement.confirmed_at).filter(pk__gt=last)
            followers = list(every.select_for_update(of=("self",))[:BATCH])
            letters = [letter for follower in followers if (letter := writer.letter(follower))]
            queue.put(letters)
            total += len(letters)
            if len(followers) < BATCH:
                announcement.state, announcement.queued_at = Announcement.State.QUEUED, timezone.now()
                announcement.queued_for = rounded(total)
                announcement.save()
                return True
        last = followers[-1].pk


def _locked(pk: int) -> Announcement:
    """An announcement that nobody else changes until the transaction ends. Raises ValidationError when it is gone."""
    if not row_locks.lock(Announcement.objects.filter(pk=pk)):
        raise ValidationError(GONE)
    return Announcement.objects.get(pk=pk)
