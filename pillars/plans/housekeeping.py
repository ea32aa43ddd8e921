"""Plans nobody opened for two years: a warning, thirty days of grace, then they are gone."""

import logging
import threading
import time
from datetime import date, timedelta
from smtplib import SMTPException

from django.core.mail import send_mail
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from icpr.limits.throttling import forget_ended
from pillars.models import Plan

UNUSED_DAYS = 730
GRACE_DAYS = 30
LOOK_EVERY = 3_600  # seconds

WARNING = """A Blueprint plan kept with this e-mail address has not been opened for two years.

It will be deleted on {day:%B %d, %Y}. To keep it, open its private address once before that day.
We cannot tell you the address: only you have it.
"""

log = logging.getLogger(__name__)
_started = threading.Lock()


def lapses_on(plan: Plan) -> date:
    """The day the plan is deleted if nobody opens it until then."""
    return plan.used_on + timedelta(days=UNUSED_DAYS + GRACE_DAYS)


def run(today: date) -> tuple[int, int]:
    """Warn of and delete what is due today. Returns how many plans were warned of and how many deleted.

    Two processes may do it at once: each plan is warned of by one of them.
    """
    with transaction.atomic():
        overdue = Plan.objects.filter(warned_on__lte=today - timedelta(days=GRACE_DAYS)).select_for_update()
        deleted = [plan.delete() for plan in overdue]
    unused = Plan.objects.filter(used_on__lte=today - timedelta(days=UNUSED_DAYS), warned_on=None)
    warned = 0
    for plan in list(unused):
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


def start() -> None:
    """Start the thread, once a process, that looks every hour for what is due. It is a daemon: it never keeps the server
    from stopping."""
    if _started.acquire(blocking=False):
        threading.Thread(target=_look_for_ever, name="plan-housekeeping", daemon=True).start()


def _look_for_ever() -> None:
    while True:
        look()
        time.sleep(LOOK_EVERY)


def look() -> None:
    """Do what is due. Never raises: the thread outlives a lost database."""
    try:
        forget_ended()
        warned, deleted = run(timezone.localdate())
        if warned or deleted:
            log.info("Unused plans: %s warned of, %s deleted.", warned, deleted)
    except DatabaseError as error:
        log.warning("Unused plans were not looked for: %s", error)
    except Exception:
        log.exception("Unused plans were not looked for.")
    finally:
        connection.close()
