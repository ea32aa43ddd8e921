"""How much may be asked of plans without an account: new plans and messages, counted for all processes together."""

import unicodedata

from django.http import HttpRequest

from icpr.lib.http.caller import network_of
from icpr.limits.throttling import Limit
from pillars.models import Plan

HOUR, DAY = 3_600, 86_400

STARTS = Limit("plan-start", most=200, seconds=HOUR)  # of a network: a full room behind one may all start a plan
WRITTEN = Limit("plan-text", most=20_000_000, seconds=HOUR)  # characters of histories, of a network

# A message goes to whatever address a stranger types.
MAILS_TO_ONE = Limit("plan-mail-to-one", most=3, seconds=DAY)
MAILS_OF_PLAN = Limit("plan-mail-of-plan", most=5, seconds=DAY)
MAILS_FROM_NETWORK = Limit("plan-mail-from-network", most=10, seconds=HOUR)
MAILS_OF_ALL = Limit("plan-mail-of-all", most=200, seconds=HOUR)
MAIL_ONCE = Limit("plan-mail-once", most=1, seconds=7 * DAY)  # of a plan and the idempotency key of a form

# The warning before a plan is deleted: for how many plans an address may be given, and how many warnings it gets.
WARNED_FOR = Limit("plan-warning-kept", most=5, seconds=DAY)
WARNED_FROM_NETWORK = Limit("plan-warning-from-network", most=50, seconds=HOUR)
WARNINGS_TO_ONE = Limit("plan-warning-to-one", most=3, seconds=DAY)


def may_start(request: HttpRequest) -> bool:
    """Whether one more plan may be started from here; counts it."""
    return _take((STARTS, network_of(request)))


def may_write(request: HttpRequest, plan: Plan) -> bool:
    """Whether what was just written into the plan's history may be kept; counts it."""
    return not plan.written or WRITTEN.take(network_of(request), amount=plan.written)


def may_mail(request: HttpRequest, plan: Plan, address: str) -> bool:
    """Whether one more message about the plan may go to an address; counts it, whatever the mail server says then."""
    return _take(
        (MAILS_TO_ONE, mailbox(address)),
        (MAILS_OF_PLAN, str(plan.pk)),
        (MAILS_FROM_NETWORK, network_of(request)),
        (MAILS_OF_ALL,),
    )


def may_be_warned(request: HttpRequest, address: str) -> bool:
    """Whether an address may be given for the warning about one more plan; counts it."""
    return _take((WARNED_FOR, mailbox(address)), (WARNED_FROM_NETWORK, network_of(request)))


def may_warn(address: str) -> bool:
    """Whether one more warning may go to an address today; counts it."""
    return _take((WARNINGS_TO_ONE, mailbox(address)))


def mailbox(address: str) -> str:
    """What is counted as one recipient: without case, the dots and the tag (`+...`) that most servers deliver alike.

    Two mailboxes that differ only in dots are counted together where a server tells them apart.
    """
    name, _, domain = unicodedata.normalize("NFKC", address).casefold().rpartition("@")
    domain = {"googlemail.com": "gmail.com"}.get(domain, domain)
    return f"{name.partition('+')[0].replace('.', '')}@{domain}"


def _take(*asked: tuple) -> bool:
    """Count one deed in each limit if none is used up. What is refused uses up nothing of the others."""
    if any(limit.is_over(*who) for limit, *who in asked):
        return False
    return all(limit.take(*who) for limit, *who in asked)
