"""One connection to the mail server, and what its answers mean for a letter.

Django's settings and backend make the connection; the dialogue of a letter is held here, because it has to be written
down before DATA that the server may have it. Reasons name codes and never what a server says, which may hold addresses.
"""

import re
import smtplib
from collections.abc import Callable
from contextlib import suppress
from enum import Enum

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from icpr.lib import mail
from icpr.lib.logs.outages import Outage

ANSWER_SECONDS = 60  # that a server may take to look a letter over
LINE_WITH_PERIOD = re.compile(rb"^\.", re.MULTILINE)
ENHANCED = re.compile(rb"\s*([245]\.\d{1,3}\.\d{1,3})\b")
# Refusals that are about us and not about the mailbox: what was said (500 to 504), no sign-in (530), and by RFC 3463
# the server, the network, the protocol and its rules. They may be over tomorrow, and tell nothing about the address.
OURS = re.compile(r"50\d|53\d|\d+ 5\.[3457]\..*")


class Outcome(Enum):
    SENT = "the server has taken it"
    REFUSED = "the mailbox is refused for good"
    LATER = "the server wants it later"
    BROKEN = "the server does not talk to us just now; it has not got the letter"
    UNKNOWN = "the server may have got it"
    UNWRITTEN = "there is no message to give it"


class Line:
    """A connection to the mail server, made when it is needed; without one whatever backend the settings name."""

    def __init__(self):
        self.backend = mail.connection()
        self._answers = 0  # of letters, over this connection

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_) -> None:
        self.close()

    @property
    def smtp(self) -> smtplib.SMTP | None:
        return self.backend.connection if isinstance(self.backend, EmailBackend) else None

    def open(self) -> None:
        """Connect, unless it is connected. Raises Outage."""
        try:
            self.backend.open()
            if self.smtp:
                self.smtp.ehlo_or_helo_if_needed()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            server = f"{self.backend.host}:{self.backend.port}"
            said = f"The mail server {server} takes no mail ({_named(error)})"
            raise Outage(f"{said}: see whether it runs, and to EMAIL_HOST and the settings beside it.") from error

    def close(self) -> None:
        with suppress(OSError, smtplib.SMTPException):
            self.backend.close()
        if isinstance(self.backend, EmailBackend):
            self.backend.connection = None

    def was_of_use(self) -> bool:
        """Whether a letter was answered since it was last asked."""
        answers, self._answers = self._answers, 0
        return answers > 0

    def send(
        self, message: EmailMessage, text: bytes, sender: str, to: str, begin_data: Callable[[], None]
    ) -> tuple[Outcome, str]:
        """Give the server a letter, also written out as `text`. Returns what came of it and a reason without personal
        data. `begin_data` is called before DATA; what it raises is raised, and the letter is not given."""
        if self.smtp is None:
            begin_data()
            self.backend.send_messages([message])
            return Outcome.SENT, ""
        outcome, reason = self._dialogue(text, sender, to, begin_data)
        if outcome in {Outcome.BROKEN, Outcome.UNKNOWN}:
            self.close()
        else:
            self._answers += 1
        return outcome, reason

    def _dialogue(self, text: bytes, sender: str, to: str, begin_data) -> tuple[Outcome, str]:
        try:
            if refusal := _refusal("MAIL", *self.smtp.mail(sender)):
                return Outcome.BROKEN, refusal[1]  # nothing was said of the letter yet
            if refusal := _refusal("RCPT", *self.smtp.rcpt(to)):
                return self._reset(refusal)
            self._begin(begin_data)
            if refusal := _refusal("DATA", *self.smtp.docmd("data"), wanted=3):
                return self._reset(refusal)
            self.smtp.send(LINE_WITH_PERIOD.sub(b"..", text).rstrip(b"\r\n") + b"\r\n.\r\n")
        except smtplib.SMTPException as error:  # it has not seen the end of the letter, so it has not taken it
            return Outcome.BROKEN, _named(error)
        return self._answer()

    def _begin(self, begin_data: Callable[[], None]) -> None:
        try:
            begin_data()
        except BaseException:
            self.close()  # in the middle of a letter: the next one begins anew
            raise

    def _answer(self) -> tuple[Outcome, str]:
        """What the server says after the end of the letter."""
        try:
            self.smtp.sock.settimeout(max(ANSWER_SECONDS, self.backend.timeout))
            code, said = self.smtp.getreply()
            self.smtp.sock.settimeout(self.backend.timeout)
        except (OSError, smtplib.SMTPException) as error:
            return Outcome.UNKNOWN, _named(error)
        if code // 100 not in {2, 4, 5}:
            return Outcome.UNKNOWN, "no SMTP answer"
        return _refusal("letter", code, said) or (Outcome.SENT, "")

    def _reset(self, refusal: tuple[Outcome, str]) -> tuple[Outcome, str]:
        """Make ready for the next letter. What was refused is refused, also when the server hangs up."""
        try:
            self.smtp.rset()
        except smtplib.SMTPException:
            self.close()
        return refusal


def _refusal(stage: str, code: int, said: bytes, *, wanted: int = 2) -> tuple[Outcome, str] | None:
    """What an answer means that is not the one wanted; None when it is."""
    if code // 100 == wanted:
        return None
    enhanced = ENHANCED.match(said)
    words = f"{code} {enhanced[1].decode()}" if enhanced else str(code)
    reason = f"{stage}: {words}"
    if code == 421 or code // 100 not in {4, 5}:
        return Outcome.BROKEN, reason
    is_for_good = code // 100 == 5 and not OURS.fullmatch(words)
    return Outcome.REFUSED if is_for_good else Outcome.LATER, reason


def _named(error: Exception) -> str:
    """A fault without what a server said."""
    code = getattr(error, "smtp_code", None)
    if code is not None:
        return f"{type(error).__name__} {code}"
    if isinstance(error, smtplib.SMTPException):
        return type(error).__name__
    return getattr(error, "strerror", None) or type(error).__name__
