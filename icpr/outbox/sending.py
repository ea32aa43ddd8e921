"""Sends the letters that wait, one after the other over one connection, each at most once.

Any number of processes may do it at the same moment, and any may be killed: see `claims`. What the server says of one
letter is that letter's; when it does not talk to us at all, letters stay as they were and the whole queue waits, for as
long as a job that fails does.
"""

import logging
from collections import Counter
from collections.abc import Callable

from icpr.lib.logs.outages import Outage
from icpr.lib.mail import can_mail
from icpr.outbox import claims
from icpr.outbox.claims import Claim, ClaimLost
from icpr.outbox.composing import composed, recipient, sender, written
from icpr.outbox.models import Message
from icpr.outbox.smtp import Line, Outcome

AT_ONCE = 100  # letters looked up together
NO_MAILBOX = "No mail server takes this address."
UNREADABLE = "It was sealed under another SECRET_KEY."
UNWRITABLE = "It cannot be written as a message."
IN_WORDS = {
    Outcome.SENT: "sent",
    Outcome.REFUSED: "refused",
    Outcome.LATER: "to be tried again",
    Outcome.UNKNOWN: "perhaps sent",
    Outcome.UNWRITTEN: "given up",
}

log = logging.getLogger(__name__)


def send_due(beat: Callable[[], None] = lambda: None) -> str:
    """Send what is due. Returns what was done, in words; "" when that was nothing. `beat` is called before each letter.

    Raises Outage when the mail server takes nothing; what it cannot have got waits as before.
    """
    claims.settle()
    told, problem = Counter(), ""
    with Line() as line:
        try:
            while can_mail() and (due := claims.due(AT_ONCE)):
                for key, attempts in due:
                    beat()
                    _send(key, attempts, line, told)
        except Outage as outage:
            if not told.keys() - {Outcome.UNKNOWN}:
                raise
            problem = f" {outage}"  # the next run finds out whether it lasts
    done = ", ".join(f"{number} {IN_WORDS[outcome]}" for outcome, number in told.items())
    return f"Letters: {done}.{problem}" if done else ""


def _send(key, attempts: int, line: Line, told: Counter) -> None:
    """Send a letter unless somebody else does. When the server ends a connection that was of use, one more is made."""
    line.open()
    if (claim := claims.claim(key, attempts)) is None:
        return
    outcome, reason = _attempt(claim, line)
    if outcome not in {None, Outcome.BROKEN}:
        told[outcome] += 1
    if outcome in {Outcome.BROKEN, Outcome.UNKNOWN} and not line.was_of_use():
        raise Outage(f"The mail server breaks off ({reason}): look into its log.")


def _attempt(claim: Claim, line: Line) -> tuple[Outcome | None, str]:
    """Send one letter and write what came of it. Returns that; None when it is not ours any more."""
    try:
        outcome, reason = _given(claim, line)
        match outcome:
            case Outcome.SENT:
                claim.finish(Message.State.SENT)
            case Outcome.REFUSED:
                claim.refuse(reason)
            case Outcome.LATER:
                claim.wait(reason)
            case Outcome.UNKNOWN:
                claim.finish(Message.State.UNKNOWN, f"{claims.UNKNOWN} ({reason})")
            case Outcome.UNWRITTEN:
                claim.finish(Message.State.DROPPED, reason)
            case Outcome.BROKEN:
                claim.give_back()
    except ClaimLost:
        return None, ""
    return outcome, reason


def _given(claim: Claim, line: Line) -> tuple[Outcome, str]:
    if (content := getattr(claim.message, "content", None)) is None:  # erased since it was claimed
        raise ClaimLost
    if (letter := content.letter()) is None:
        return Outcome.UNWRITTEN, UNREADABLE
    if (to := recipient(letter.to)) is None:
        return Outcome.REFUSED, NO_MAILBOX
    try:
        message = composed(letter, to, claim.message.created_at)
        text = written(message)
    except ValueError as error:
        log.error("%s cannot be written as a message: %s.", letter.key, type(error).__name__)
        return Outcome.UNWRITTEN, UNWRITABLE
    return line.send(message, text, sender(), to, claim.begin_data)
