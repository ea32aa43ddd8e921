"""Who sends a letter: each change of its state is one conditional UPDATE on the database's clock.

waiting → sending (claimed, committed before a server is spoken to) → sent, refused, unknown, or waiting again. What a
process that died had begun goes back to waiting, unless the mark `data_at` says that a server may have it: then it is
unknown for ever. A claim is known by the number of its attempt, so that a process that was taken for dead begins no
DATA afterwards.
"""

import random
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, Expression, F, Q
from django.db.models.functions import Coalesce, Now

from icpr.jobs.models import AHEAD
from icpr.outbox import queue
from icpr.outbox.letters import ONCE
from icpr.outbox.models import Content, Message, MessageQuerySet, Pause

LEASE = 180  # seconds: more than one letter can take, see `icpr.outbox.smtp`
FIRST_WAIT, LONGEST_WAIT = 300, 6 * 3_600  # seconds until a letter is tried again, doubled each time
TRIED_FOR = timedelta(days=3)
KEPT_FOR = timedelta(days=90)

UNKNOWN = "Broken off after DATA: it may have arrived."
NO_CONTENT = "It came back with a backup, which holds no letters: it may have been sent before."
GIVEN_UP = "It was given up after a restore: it may have been sent before."
State = Message.State


class ClaimLost(Exception):
    """Somebody else has the letter now, or its owner was erased: nothing is sent."""


@dataclass(frozen=True)
class Claim:
    """The right to send one letter once."""

    message: Message
    attempt: int

    def _row(self) -> MessageQuerySet:
        return Message.objects.filter(pk=self.message.pk, attempts=self.attempt)

    def begin_data(self) -> None:
        """Write that the server may have the letter from now on. Raises ClaimLost: then it must not be given."""
        held = self._row().filter(state=State.SENDING, data_at=None)
        if not held.update(data_at=Now(), lease_until=Now() + timedelta(seconds=LEASE)):
            raise ClaimLost

    def finish(self, state: str, reason: str = "") -> None:
        """Write what became of it, and forget address and content. Raises ClaimLost."""
        written = {"state": state, "reason": reason, "finished_at": Now(), "lease_until": None}
        if state == State.SENT:
            written["sent_at"] = Now()
        with transaction.atomic():
            # Taken for dead after DATA, it knows better now.
            if not self._row().filter(state__in=(State.SENDING, State.UNKNOWN)).update(**written):
                raise ClaimLost
            Content.objects.filter(message=self.message.pk).delete()

    def refuse(self, reason: str) -> None:
        """Write that the address is refused for good, and have its owner told, both or neither. Raises ClaimLost, and
        what the receivers raise."""
        with transaction.atomic():
            self.finish(State.REFUSED, reason)  # first: who is told may erase the owner and all letters of it
            tell_refused(self.message.owner, reason)

    def wait(self, reason: str) -> None:
        """Have it tried again later, the later the more often it was; after three days it is given up."""
        with transaction.atomic():
            if self._row().filter(Q(deferred_at__lte=Now() - TRIED_FOR) | Q(content=None)).exists():
                return self.finish(State.DROPPED, reason)
            due_at = Now() + timedelta(seconds=pause(self.attempt))
            return self._again(due_at, reason=reason, deferred_at=Coalesce("deferred_at", Now()))

    def give_back(self) -> None:
        """Let it be tried by the next who comes."""
        self._again(Now())  # SQLite writes a sum with more digits, which would be due a thousandth of a second later

    def _again(self, due_at: Expression, **written) -> None:
        held = self._row().filter(state=State.SENDING)
        held.update(state=State.WAITING, due_at=due_at, lease_until=None, data_at=None, **written)


def pause(attempts: int) -> float:
    """Seconds to wait after so many attempts, within a quarter more or less, so that not all come back at once."""
    return min(FIRST_WAIT * 2 ** min(attempts - 1, 20), LONGEST_WAIT) * random.uniform(0.75, 1.25)


def due(number: int) -> list[tuple]:
    """(primary key, attempts so far) of some letters that can be claimed: those tried least often first, so that one
    at which the server breaks off each time holds up no other, and then those due longest. None while staff have
    stopped all mail."""
    return list(_claimable().order_by("attempts", "due_at", "key").values_list("pk", "attempts")[:number])


def claim(key, attempts: int) -> Claim | None:
    """Take a letter that was `due`, or None. Of all that try at the same moment one gets it."""
    taken = (
        _claimable()
        .filter(pk=key, attempts=attempts)
        .update(
            state=State.SENDING,
            attempts=F("attempts") + 1,
            lease_until=Now() + timedelta(seconds=LEASE),
            data_at=None,
        )
    )
    return Claim(Message.objects.select_related("content").get(pk=key), attempts + 1) if taken else None


def _claimable() -> MessageQuerySet:
    set_back = Q(attempts=0, due_at__gt=Now() + AHEAD)  # a new letter is due at once
    waiting = Message.objects.filter(Q(due_at__lte=Now()) | set_back, state=State.WAITING)
    return waiting.filter(Exists(Content.objects.filter(message=F("message"))), ~Exists(Pause.objects.all()))


def settle() -> None:
    """See to the letters of processes that died, and to those that came back without their content."""
    set_back = Q(data_at=None, lease_until__gt=Now() + timedelta(seconds=LEASE) + AHEAD)
    ended = Message.objects.filter(Q(lease_until__lte=Now()) | set_back, state=State.SENDING)
    with transaction.atomic():
        ended.filter(data_at=None).update(state=State.WAITING, due_at=Now(), lease_until=None)
        finished = {"state": State.UNKNOWN, "finished_at": Now(), "lease_until": None}
        if ended.exclude(data_at=None).update(**finished, reason=UNKNOWN):
            Content.objects.filter(message__state=State.UNKNOWN).delete()
        Message.objects.filter(state=State.WAITING, content=None).update(**finished, reason=NO_CONTENT)


def give_up() -> int:
    """Call all letters unknown that are not finished, after the database was set back by other means than a backup of
    ours. Returns how many."""
    with transaction.atomic():
        Content.objects.all().delete()
        left = Message.objects.filter(state__in=(State.WAITING, State.SENDING))
        return left.update(state=State.UNKNOWN, finished_at=Now(), lease_until=None, reason=GIVEN_UP)


def tell_refused(owner: str, reason: str) -> None:
    """Tell who keeps an address that no mail can go to it. Nobody owns it: nobody is told."""
    if owner:
        queue.refused.send(Message, owner=owner, reason=reason)


def forget_finished() -> int:
    """Delete what was finished ninety days ago, but for what an owner is told `ONCE`. Returns how many.

    The keys go, too. Whoever puts letters in keeps in its own rows, in the same transaction, how far it has told, and
    so never comes to a key again; the key holds off what is done twice at one time, and bounces come within days.
    """
    told_once = Q(key__startswith=ONCE) & ~Q(owner="")
    return Message.objects.filter(finished_at__lte=Now() - KEPT_FOR).exclude(told_once).delete()[0]
