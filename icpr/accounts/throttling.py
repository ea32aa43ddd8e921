"""Wrong passwords and codes are slowed for one account from one network, so that no stranger locks the owner out."""

from math import ceil

from allauth.core.internal.cryptokit import normalize_user_code
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from icpr.audit.recording import record_refusal
from icpr.lib.http.caller import network_of
from icpr.limits.throttling import Limit

QUARTER_HOUR = 900
PASSWORDS = Limit("sign-in", most=5, seconds=QUARTER_HOUR)
CODES = Limit("second-factor", most=5, seconds=QUARTER_HOUR)
# Of one network, whatever the account: an institute behind one address makes slips too.
WRONG_FROM_NETWORK = Limit("sign-in-network", most=100, seconds=QUARTER_HOUR)
# Only who has the password gets to try codes, so these may be counted from everywhere together.
WRONG_CODES = Limit("second-factor-account", most=20, seconds=3_600)
USED_CODES = Limit("second-factor-used", most=1, seconds=300)
TOLD = Limit("sign-in-told", most=1, seconds=QUARTER_HOUR)


class Braked(ValidationError):
    """Raised when there were too many wrong tries; its message says when to try again."""

    def __init__(self, seconds: int):
        minutes = max(1, ceil(seconds / 60))
        when = "in a minute" if minutes == 1 else f"in {minutes} minutes"
        super().__init__(f"There were too many wrong tries. Try again {when}.", code="braked")


def count_password(request: HttpRequest, username: str) -> None:
    """Count a try with a password, before it is checked. Raises Braked when there were too many."""
    _count(request, PASSWORDS, username.lower())


def count_code(request: HttpRequest, user) -> None:
    """Count a try with a code or a passkey, before it is checked. Raises Braked when there were too many."""
    if seconds := WRONG_CODES.seconds_left(str(user.pk)):
        raise Braked(seconds)
    _count(request, CODES, str(user.pk))


def refuse_if_braked(request: HttpRequest, username: str) -> None:
    """Raises Braked when the next try with a password would be one too many. Counts nothing."""
    _refuse(request, PASSWORDS, username.lower())


def forgive_password(request: HttpRequest, username: str) -> None:
    """It was right: the wrong ones before were slips."""
    PASSWORDS.clear(username.lower(), network_of(request))


def forgive_code(request: HttpRequest, user) -> None:
    CODES.clear(str(user.pk), network_of(request))


def count_wrong(request: HttpRequest, user=None) -> None:
    """Count a try that was wrong against the network, and a wrong code against the account."""
    WRONG_FROM_NETWORK.take(network_of(request))
    if user:
        WRONG_CODES.take(str(user.pk))


def use_up(user, code: str) -> bool:
    """Whether a code of an authenticator app is used for the first time; no process takes it again."""
    return USED_CODES.take(str(user.pk), normalize_user_code(code))


def _count(request: HttpRequest, limit: Limit, who: str) -> None:
    _refuse(request, limit, who)
    if not limit.take(who, network_of(request)):
        raise Braked(limit.seconds_left(who, network_of(request)))


def _refuse(request: HttpRequest, limit: Limit, who: str) -> None:
    network = network_of(request)
    seconds = WRONG_FROM_NETWORK.seconds_left(network) or limit.seconds_left(who, network)
    if seconds:
        if TOLD.seconds_left(network) == 0 and TOLD.take(network):
            record_refusal(request, subject="", detail="Too many wrong tries; told to wait.")
        raise Braked(seconds)
