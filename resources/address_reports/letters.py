"""Tells senders who left a mail address what became of it, and forgets the address."""

from collections.abc import Iterable
from datetime import datetime
from smtplib import SMTPException

from django.core.mail import send_mail

from icpr.lib.http.site import absolute
from icpr.lib.mail import can_mail
from resources.models import AddressReport

SUBJECT = "What became of your message about {number}"
LETTER = """You told the ICPR Resource Library about the address of {number}.

{outcome} {answer}

The record: {address}

Your mail address is deleted soon. If you did not ask for this message, delete it.
"""
OUTCOMES = {AddressReport.State.ACCEPTED: "It was accepted.", AddressReport.State.DECLINED: "It was not taken over."}


def tell_senders(reports: Iterable[AddressReport]) -> list[AddressReport]:
    """Write to those who left a mail address. Returns those whose letter could not be sent.

    Nothing that a stranger typed is in a letter, since anybody may type anybody's address: only what staff answered.
    """
    return [report for report in reports if report.email and not _sent(report)]


def _sent(report: AddressReport) -> bool:
    number = report.resource.permanent_number
    outcome, address = OUTCOMES[AddressReport.State(report.state)], absolute(report.resource.permanent_url)
    text = LETTER.format(number=number, outcome=outcome, answer=report.answer, address=address)
    try:
        return can_mail() and bool(send_mail(SUBJECT.format(number=number), text, None, [report.email]))
    except (SMTPException, OSError):
        return False


def forget_senders(now: datetime) -> int:
    """Delete the mail addresses and notes of which the time is over. Returns of how many reports."""
    return AddressReport.objects.with_expired_sender(now).update(email="", note="")
