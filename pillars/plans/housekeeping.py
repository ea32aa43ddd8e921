"""Plans nobody opened for two years: a warning, thirty days of grace, then they are gone."""

import logging
from datetime import date, timedelta
from smtplib import SMTPException

from django.core.mail import send_mail

from pillars.models import Plan

UNUSED_DAYS = 730
GRACE_DAYS = 30

WARNING = """A Blueprint plan kept with this e-mail address has not been opened for two years.

It will be deleted on {day:%B %d, %Y}. To keep it, open its private address once before that day.
We cannot tell you the address: only you have it.
"""

log = logging.getLogger(__name__)


def lapses_on(plan: Plan) -> date:
    """The day the plan is deleted if nobody opens it until then."""
    return plan.used_on + timedelta(days=UNUSED_DAYS + GRACE_DAYS)


def run(today: date) -> tuple[int, int]:
    """Warn of and delete what is due today. Returns how many plans were warned of and how many deleted."""
    overdue = Plan.objects.filter(warned_on__lte=today - timedelta(days=GRACE_DAYS))
    deleted = overdue.count()
    overdue.delete()
    unused = Plan.objects.filter(used_on__lte=today - timedelta(days=UNUSED_DAYS), warned_on=None)
    warned = 0
    for plan in unused.iterator():
        plan.warned_on = today
        plan.save(update_fields=["warned_on"])
        if plan.email:
            _warn(plan.email, today + timedelta(days=GRACE_DAYS))
        warned += 1
    return warned, deleted


def _warn(address: str, day: date) -> None:
    try:
        send_mail("Your Blueprint plan will be deleted", WARNING.format(day=day), None, [address])
    except (OSError, SMTPException):
        log.exception("The warning about an unused plan could not be sent.")  # the day stands in the plan all the same
