"""What whoever holds an e-mail address does with it: confirms, changes, ends. Each takes the follower as it is then."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from resources import changes
from resources.following.models import Follower, Level, Rhythm, Subscription


@transaction.atomic
def confirm(follower: Follower, *, shown: Collection[str], chosen: Collection[str]) -> None:
    """Follow what was chosen of what a page showed, by the numbers of the rows, and forget what else of it the mail
    named; what somebody asked for after the mail waits on. What is not pending any more is left as it is. An address
    with nothing left is erased."""
    now = timezone.now()
    held = Follower.objects.select_for_update().filter(pk=follower.pk).first()
    if held is None:  # erased meanwhile
        return
    pending = held.subscriptions.pending(now)
    picked = [each for each in pending if str(each.pk) in shown and str(each.pk) in chosen]
    told_until = changes.settled(now) if picked else now
    Subscription.objects.filter(pk__in=[each.pk for each in picked]).update(confirmed_at=now, told_until=told_until)
    named = [each for each in pending if str(each.pk) in shown and each.asked_at <= held.confirm_mailed_at]
    dropped = [each.pk for each in named if each not in picked]
    Subscription.objects.filter(pk__in=dropped).delete()
    if picked:  # the mail arrived, whatever servers said before
        held.confirmed_at = held.confirmed_at or now
        held.stopped_at, held.stop_reason = None, ""
        held.save(update_fields=["confirmed_at", "stopped_at", "stop_reason"])
    erase_if_empty(held)


@transaction.atomic
def change(follower: Follower, wishes: dict[int, tuple[str, str]]) -> int:
    """Give subscriptions, by their numbers, a rhythm and a level. What is not one of the follower's, and what is
    neither a rhythm nor a level, is left as it is. Returns how many changed."""
    changed = 0
    for each in follower.subscriptions.select_for_update().filter(confirmed_at__isnull=False):
        rhythm, level = wishes.get(each.pk, ("", ""))
        if rhythm in Rhythm and level in Level and (rhythm, level) != (each.rhythm, each.level):
            each.rhythm, each.level = rhythm, level
            each.save(update_fields=["rhythm", "level"])
            changed += 1
    return changed


def pause(follower: Follower, *, is_paused: bool) -> None:
    """Send nothing until it is resumed; then the next mail tells what was new meanwhile."""
    Follower.objects.filter(pk=follower.pk).update(is_paused=is_paused)


@transaction.atomic
def stop(subscription: Subscription) -> None:
    """End one subscription; an address with nothing left is erased."""
    follower = subscription.follower
    Subscription.objects.filter(pk=subscription.pk).delete()
    erase_if_empty(follower)


def erase_if_empty(follower: Follower) -> None:
    if not follower.subscriptions.kept(timezone.now()).exists():
        follower.erase()
