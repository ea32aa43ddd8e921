"""Tells senders who left a mail address what became of it, and forgets the address."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from icpr.lib.http.site import absolute
from icpr.lib.mail import can_mail
from icpr.outbox import queue
from resources.models import AddressReport

SUBJECT = "What became of your message about {number}"
LETTER = """You told the ICPR Resource Library about the address of {number}.

{outcome} {answer}

The record: {address}

Your mail address is deleted soon. If you did not ask for this message, delete it.
"""
OUTCOMES = {AddressReport.State.ACCEPTED: "It was accepted.", AddressReport.State.DECLINED: "It was not taken over."}


def tell_senders(reports: Iterable[AddressReport]) -> None:
    """Write to those who left a mail address, each once.

    Nothing that a stranger typed is in a letter, since anybody may type anybody's address: only what staff answered.
    """
    if can_mail():
        queue.put(_letter(report) for report in reports if report.email)


def _letter(report: AddressReport) -> queue.Letter:
    number = report.resource.permanent_number
    outcome, address = OUTCOMES[AddressReport.State(report.state)], absolute(report.resource.permanent_url)
    return queue.Letter(
        key=f"{_owner(report.pk)}:answered",
        to=report.email,
        subject=SUBJECT.format(number=number),
        text=LETTER.format(number=number, outcome=outcome, answer=report.answer, address=address),
        purpose="address-report",
        owner=_owner(report.pk),
    )


def _owner(pk: int) -> str:
    return f"address-report:{pk}"


@transaction.atomic
def forget_senders(now: datetime) -> int:
    """Delete the mail addresses and notes of which the time is over, and the letters that still wait to be sent there.
    Returns of how many reports."""
    expired = AddressReport.objects.with_expired_sender(now)
    for pk in expired.values_list("pk", flat=True):
        queue.erase(_owner(pk))
    return expired.update(email="", note="")
