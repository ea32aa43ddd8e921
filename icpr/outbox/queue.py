"""Mail for later: what other parts put in, forget and stop. `sending` does the rest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Min, Q
from django.db.models.functions import Now
from django.dispatch import Signal

from icpr.jobs.models import Job
from icpr.jobs.runner import wake
from icpr.outbox.letters import ONCE, Letter, address_hashes
from icpr.outbox.models import Content, Message, Pause

__all__ = [
    "ONCE",
    "Letter",
    "counts",
    "drop",
    "erase",
    "has_any",
    "is_paused",
    "pause",
    "put",
    "refused",
    "resume",
    "waiting",
]

BATCH = 500
JOB = "send-mail"
ERASED = "Its owner was erased."
NOT_BEGUN = Q(state=Message.State.WAITING) | Q(state=Message.State.SENDING, data_at=None)

# Sent with `owner` and `reason` when an address is refused for good, by the mail server or by a bounce. Receivers write
# in the transaction in which that is kept; what they raise takes it back, and it is told again later.
refused = Signal()


@dataclass(frozen=True)
class Number:
    """How many letters there are of a purpose in a state, and since when the oldest."""

    purpose: str
    state: str
    number: int
    oldest: datetime


def put(letters: Iterable[Letter]) -> int:
    """Have letters sent, in the transaction around, if there is one. Returns how many are new: a key that was put
    before is left as it is, whatever became of it."""
    by_key = {letter.key: letter for letter in reversed(list(letters))}  # of two with one key the first
    every, new = [*reversed(by_key.values())], 0
    with transaction.atomic():
        for start in range(0, len(every), BATCH):
            new += _put(every[start : start + BATCH])
        if new and not _server_is_away():
            wake(JOB)
    return new


def _server_is_away() -> bool:
    """Whether sending failed and waits for its next try, which a new letter does not bring forward."""
    return Job.objects.failing(1).filter(pk=JOB, lease_until=None).exists()


def _put(letters: list[Letter]) -> int:
    known = set(Message.objects.filter(key__in=[each.key for each in letters]).values_list("key", flat=True))
    made = {
        each.key: Message(key=each.key, owner=each.owner, purpose=each.purpose, address_hash=address_hashes(each.to)[0])
        for each in letters
        if each.key not in known
    }
    Message.objects.bulk_create(made.values(), ignore_conflicts=True)  # another process may be putting the same
    own = set(Message.objects.filter(pk__in=[each.pk for each in made.values()]).values_list("pk", flat=True))
    contents = [
        Content(message=made[each.key], sealed=each.sealed())
        for each in letters
        if each.key in made and made[each.key].pk in own
    ]
    return len(Content.objects.bulk_create(contents))


def erase(owner: str) -> int:
    """Forget the letters of an owner and that they were its own. Returns how many are not sent for it; one that is on
    the line at this moment still arrives."""
    mine = Message.objects.of(owner)
    with transaction.atomic():
        stopped = mine.filter(NOT_BEGUN).update(
            state=Message.State.DROPPED, finished_at=Now(), lease_until=None, reason=ERASED
        )
        Content.objects.filter(message__in=mine).delete()
        mine.update(owner="", address_hash="")
    return stopped


def drop(beginning: str, reason: str) -> int:
    """Keep back the letters whose key begins so, as far as they are not begun. Returns how many."""
    of_key = Message.objects.filter(key__startswith=beginning)
    with transaction.atomic():
        stopped = of_key.filter(NOT_BEGUN).update(
            state=Message.State.DROPPED, finished_at=Now(), lease_until=None, reason=reason
        )
        Content.objects.filter(message__in=of_key.filter(state=Message.State.DROPPED)).delete()
    return stopped


def has_any(beginning: str) -> bool:
    """Whether any letter was put whose key begins so, whatever became of it."""
    return Message.objects.filter(key__startswith=beginning).exists()


def pause() -> None:
    """Begin no letter until `resume`. Letters can be put in meanwhile."""
    Pause.objects.get_or_create(pk=1)


def resume() -> None:
    """Send again, beginning with what waits."""
    Pause.objects.all().delete()
    wake(JOB)


def is_paused() -> bool:
    return Pause.objects.exists()


def counts() -> list[Number]:
    """All letters in numbers, by purpose and state. One query."""
    found = Message.objects.order_by("purpose", "state").values("purpose", "state")
    return [Number(**each) for each in found.annotate(number=Count("pk"), oldest=Min("created_at"))]


def waiting(owner: str) -> list[Letter]:
    """The letters of an owner that are not finished, by age and key."""
    contents = Content.objects.filter(message__in=Message.objects.of(owner))
    kept = contents.order_by("message__created_at", "message__key")
    return [letter for each in kept if (letter := each.letter())]
