"""What nobody opened for two years: a warning, thirty days of grace, then it is gone.

What counts is what is written of openings (see `icpr.kept.last_opened`). This process writes its own before it
deletes, and opening what was warned of is written at once; what is first opened in another process in the very moment
it is deleted is gone.
"""

import logging
from collections.abc import Callable
from datetime import date, timedelta
from smtplib import SMTPException

from django.db import transaction

from icpr.kept import last_opened
from icpr.kept.kinds import KeptKind
from icpr.kept.models import Kept
from icpr.lib.mail import send_now

UNUSED_DAYS = 730
GRACE_DAYS = 30

log = logging.getLogger(__name__)


WARNING = """A {called} kept with this e-mail address has not been opened for two years.

It will be deleted on {day:%B %d, %Y}. To keep it, open its private address once before that day.
We cannot tell you the address: only you have it.
"""


def expires_on(kept: Kept) -> date:
    """The day it is deleted if nobody opens it until then."""
    return kept.used_on + timedelta(days=UNUSED_DAYS + GRACE_DAYS)


def run(kind: KeptKind, today: date, beat: Callable[[], None] = lambda: None) -> tuple[int, int]:
    """Warn of and delete what is due today. Returns how many rows were warned of and how many deleted.

    Two processes may do it at once: each row is warned of by one of them. `beat` is called before each warning,
    because a mail server may take its time.
    """
    last_opened.flush()
    rows = kind.model._default_manager
    with transaction.atomic():
        overdue = rows.filter(warned_on__lte=today - timedelta(days=GRACE_DAYS)).select_for_update()
        deleted = [kept.delete() for kept in overdue]
    unused = rows.filter(used_on__lte=today - timedelta(days=UNUSED_DAYS), warned_on=None)
    warned = 0
    for kept in list(unused):
        beat()
        if kept.email and not kind.limits.may_warn(kept.email):
            continue  # as many as a stranger could have had sent there: the others are warned of on another day
        if rows.filter(pk=kept.pk, used_on=kept.used_on, warned_on=None).update(warned_on=today):
            warned += 1
            if kept.email:
                _warn(kind, kept.email, today + timedelta(days=GRACE_DAYS))
    return warned, len(deleted)


def _warn(kind: KeptKind, address: str, day: date) -> None:
    text = WARNING.format(called=kind.called, day=day)
    try:
        send_now(f"Your {kind.called} will be deleted", text, address)
    except (OSError, SMTPException):
        # The day stands all the same.
        log.exception("The warning before something unused is deleted could not be sent.")
