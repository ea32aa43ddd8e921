"""Tells senders who left a mail address that it came and what became of it, and forgets the address.

Nothing that a stranger typed is in a letter, since anybody may type anybody's address: only what staff answered, and
the way to the status page. What nobody asked for comes once a day at most.
"""

import re
from datetime import datetime

from django.db import transaction
from django.db.models.signals import post_delete
from django.urls import reverse

from icpr.lib.http.site import absolute
from icpr.lib.mail import can_mail, mailbox
from icpr.limits.throttling import Limit
from icpr.outbox import queue
from resources.feedback.models import Feedback, Kind, State

DAY = 86_400
RECEIPTS = Limit("feedback-receipt", most=1, seconds=DAY)  # to one address, whoever typed it
OWNER = re.compile(r"feedback:(\d{1,18})")
TOLD = {
    Kind.SUGGESTION: "You suggested a resource to the ICPR Resource Library.",
    Kind.PROBLEM: "You reported a problem with a page of the ICPR Resource Library.",
    Kind.CONTACT: "You wrote to the ICPR Resource Library.",
}
OUTCOMES = {
    State.ACCEPTED: "It was accepted.",
    State.DECLINED: "It was not taken over.",
    State.ANSWERED: "Staff have answered.",
}
RECEIPT = """{told} It has come in, and staff will look at it.

What becomes of it stands here, where only you can see it:
{page}

We write to you once more when it is decided, and then delete your mail address. If you did not send anything, somebody
typed your address by mistake: delete this message.
"""
OUTCOME = """{told}

{outcome} {answer}
{record}
What you sent, and this answer, stand here for as long as they are kept:
{page}

Your mail address is deleted soon. If you did not ask for this message, delete it.
"""


def acknowledge(message: Feedback) -> None:
    """Tell a sender that it came, unless the address was told so in the last day already."""
    email = message.mailbox
    if email and can_mail() and RECEIPTS.take(mailbox(email)):
        text = RECEIPT.format(told=TOLD[Kind(message.kind)], page=_page(message))
        queue.put([_letter(message, "receipt", "Your message has come in", text)])


def tell(message: Feedback, decision: str) -> None:
    """Tell a sender what was decided. decision: names it, so that each is told once. Of a suggestion that was accepted
    nothing is said before its record is public."""
    record = message.public_record
    if message.told_state not in OUTCOMES or not message.mailbox or not can_mail():
        return
    text = OUTCOME.format(
        told=TOLD[Kind(message.kind)],
        outcome=OUTCOMES[State(message.told_state)],
        answer=message.answer,
        record=f"\nIt is in the library: {absolute(record.permanent_url)}\n" if record else "",
        page=_page(message),
    )
    queue.put([_letter(message, decision, "What became of your message", text)])


@transaction.atomic
def tell_published(now: datetime) -> int:
    """Tell those whose suggestion has become a public record by now. Returns of how many."""
    accepted = Feedback.objects.filter(kind=Kind.SUGGESTION, state=State.ACCEPTED, told_at=None, record__isnull=False)
    public = [each for each in accepted.select_related("record").order_by("pk")[:500] if each.public_record]
    for message in public:
        tell(message, "public")
    Feedback.objects.filter(pk__in=[each.pk for each in public]).update(told_at=now, decided_at=now)
    return len(public)


@transaction.atomic
def forget_senders(now: datetime) -> int:
    """Delete the mail addresses and words of which the time is over, the letters that still wait to be sent there, and
    what was held apart in vain. Returns of how many messages."""
    worthless = Feedback.objects.worthless(now)
    expired = Feedback.objects.with_expired_sender(now).exclude(pk__in=worthless.values("pk"))
    for pk in expired.values_list("pk", flat=True):
        queue.erase(_owner(pk))
    number = expired.count() + worthless.count()
    expired.update(sender="", words="", token_sealed="")
    worthless.delete()
    return number


def forget_refused(sender: object, *, owner: str, reason: str, **more: object) -> None:
    """For the outbox's signal that an address is refused: it is deleted at once."""
    if found := OWNER.fullmatch(owner):
        Feedback.objects.filter(pk=int(found[1])).update(sender="")


def forget_deleted(sender: object, *, instance: Feedback, **more: object) -> None:
    """For the deletion of a message: its letters go with it."""
    queue.erase(_owner(instance.pk))


def connect() -> None:
    queue.refused.connect(forget_refused, dispatch_uid="resources.feedback")
    post_delete.connect(forget_deleted, sender=Feedback, dispatch_uid="resources.feedback")


def _letter(message: Feedback, what: str, subject: str, text: str) -> queue.Letter:
    owner = _owner(message.pk)
    return queue.Letter(f"{owner}:{what}", message.mailbox, subject, text, purpose="feedback", owner=owner)


def _page(message: Feedback) -> str:
    return absolute(reverse("feedback-status", args=[message.token]))


def _owner(pk: int) -> str:
    return f"feedback:{pk}"
