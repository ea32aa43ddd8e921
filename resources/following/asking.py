"""What readers ask for with an e-mail address: taken so often from one network and in all, and answered by mail later.

A page that takes it says the same, in the same time, whether the address is known, new, confirmed or stopped: one row
is written, and a job does the rest (`resources.following.answering`).
"""

from django.db import transaction
from django.http import HttpRequest

from icpr.jobs.runner import wake
from icpr.lib import tokens
from icpr.lib.http.caller import network_of
from icpr.limits.throttling import Limit, take_all
from resources.following.models import ADDRESS, LONGEST_TITLE, Asked
from resources.following.targets import Target

HOUR, DAY = 3_600, 86_400
FROM_NETWORK = Limit("follow-network", most=30, seconds=HOUR)
FROM_NETWORK_A_DAY = Limit("follow-network-day", most=100, seconds=DAY)
OF_ALL = Limit("follow-all", most=1_000, seconds=HOUR)
JOB = "answer-followers"


def to_follow(request: HttpRequest, mailbox: str, target: Target, *, rhythm: str, level: str) -> bool:
    """Take that something is to be followed by an address. Returns whether it was taken: False when too much was asked
    for lately, from the same network or by all."""
    title = target.title[:LONGEST_TITLE]
    return _take(request, mailbox, address=target.address, title=title, rhythm=rhythm, level=level)


def to_manage(request: HttpRequest, mailbox: str) -> bool:
    """Take that the private address is to be sent to an address; as `to_follow`."""
    return _take(request, mailbox)


@transaction.atomic
def _take(request: HttpRequest, mailbox: str, **asked: str) -> bool:
    network = network_of(request)
    if not take_all((FROM_NETWORK, network), (FROM_NETWORK_A_DAY, network), (OF_ALL,)):
        return False
    Asked.objects.create(mailbox=tokens.seal(mailbox, ADDRESS), **asked)
    wake(JOB)
    return True
