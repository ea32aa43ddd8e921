"""A letter as the message that is sent: with one name and date however often it is tried, so that a second copy could
be recognized."""

import re
from datetime import datetime
from email import quoprimime
from email.generator import BytesGenerator
from email.utils import format_datetime, parseaddr
from io import BytesIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives

from icpr.lib import tokens
from icpr.lib.mail import MailboxField
from icpr.outbox.letters import PURPOSE, Letter

CONTROL = re.compile(r"[\x00-\x20\x7f\x85\u2028\u2029]+")
NAME = re.compile(r"[!-9;-~]+")  # of a header, by RFC 5322
NO_ANSWERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply"}


def sender() -> str:
    """The mailbox that mail comes from and that servers send it back to: MAIL FROM, later Return-Path."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def recipient(address: str) -> str | None:
    """The address as mail servers see it; None for one that none of them takes: with letters beyond ASCII before the @,
    in quotation marks, too long, or broken."""
    try:
        return MailboxField().clean(address)
    except ValidationError:
        return None


def message_id(key: str) -> str:
    """Of a key always the same, as long as the site keeps its secret."""
    return f"<{tokens.derived_token(PURPOSE, key)}@{sender().rpartition('@')[2]}>"


def composed(letter: Letter, to: str, written_at: datetime) -> EmailMultiAlternatives:
    """The message for a `recipient`, as of the moment the letter was put in, in aware time.

    Raises ValueError for a header that is none.
    """
    given = {name: one_line(value) for name, value in letter.headers.items()}
    if wrong := [name for name in given if not NAME.fullmatch(name)]:
        raise ValueError(f"{len(wrong)} headers have no name.")
    if any(name.lower() == "list-id" for name in given):
        given |= {"Precedence": "bulk"}
    own = {"Message-ID": message_id(letter.key), "Date": format_datetime(written_at)}
    headers = NO_ANSWERS | given | own
    message = EmailMultiAlternatives(one_line(letter.subject), letter.text, to=[to], headers=headers)
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    return message


def written(message: EmailMultiAlternatives) -> bytes:
    """A message as it is sent: ASCII, so that no server on its way has to change it and break its signature, and with
    addresses in headers unbroken. Raises ValueError for what cannot be written, such as half a character."""
    out, whole = BytesIO(), message.message()
    for part in whole.walk():
        if part.get_content_maintype() == "text":
            text = part.get_payload(decode=True).decode("latin-1")  # its bytes, one letter each
            part.set_payload(quoprimime.body_encode(text))
            del part["Content-Transfer-Encoding"]
            part["Content-Transfer-Encoding"] = "quoted-printable"
    BytesGenerator(out, mangle_from_=False, maxheaderlen=0).flatten(whole, linesep="\r\n")
    return out.getvalue()


def one_line(text: str) -> str:
    """A text that can stand in a header: what would begin another one is a space."""
    return CONTROL.sub(" ", text).strip()
