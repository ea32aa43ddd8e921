"""Plans nobody opened for two years: a warning, thirty days of grace, then they are gone.

What counts is what is written of openings (see `openings`). This process writes its own before it deletes, and opening
a plan that was warned of is written at once; a plan first opened in another process in the very moment it is deleted is
gone.
"""

import logging
from collections.abc import Callable
from datetime import date, timedelta
from smtplib import SMTPException

from django.core.mail import send_mail
from django.db import transaction

from pillars.models import Plan
from pillars.plans import last_opened, limits

UNUSED_DAYS = 730
GRACE_DAYS = 30

WARNING = """A Blueprint plan kept with this e-mail address has not been opened for two years.

It will be deleted on {day:%B %d, %Y}. To keep it, open its private address once before that day.
We cannot tell you the address: only you have it.
"""

log = logging.getLogger(__name__)


def expires_on(plan: Plan) -> date:
    """The day the plan is deleted if nobody opens it until then."""
    return plan.used_on + timedelta(days=UNUSED_DAYS + GRACE_DAYS)


def run(today: date, beat: Callable[[], None] = lambda: None) -> tuple[int, int]:
    """Warn of and delete what is due today. Returns how many plans were warned of and how many deleted.

    Two processes may do it at once: each plan is warned of by one of them. `beat` is called before each warning,
    because a mail server may take its time.
    """
    last_opened.flush()
    with transaction.atomic():
        overdue = Plan.objects.filter(warned_on__lte=today - timedelta(days=GRACE_DAYS)).select_for_update()
        deleted = [plan.delete() for plan in overdue]
    unused = Plan.objects.filter(used_on__lte=today - timedelta(days=UNUSED_DAYS), warned_on=None)
    warned = 0
    for plan in list(unused):
        beat()
        if plan.email and not limits.may_warn(plan.email):
            continue  # as many as a stranger could have had sent there: the others are warned of on another day
        if Plan.objects.filter(pk=plan.pk, used_on=plan.used_on, warned_on=None).update(warned_on=today):
            warned += 1
            if plan.email:
                _warn(plan.email, today + timedelta(days=GRACE_DAYS))
    return warned, len(deleted)


def _warn(address: str, day: date) -> None:
    try:
        send_mail("Your Blueprint plan will be deleted", WARNING.format(day=day), None, [address])
    except (OSError, SMTPException):
        log.exception("The warning about an unused plan could not be sent.")  # the day stands in the plan all the same
