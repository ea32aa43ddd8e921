"""A form of the admin that makes something counts once: it carries an idempotency key, and sent again makes nothing."""

from django.http import HttpRequest

from icpr.lib import idempotency
from icpr.limits.throttling import Limit

NONCE = "_nonce"
SENT = Limit("form-sent", most=1, seconds=7 * 86_400)
MADE, MOST_REMEMBERED = "made_by_forms", 20


class SentAlready(Exception):
    """Raised to undo what a form made that had made it before."""


def nonce_for(request: HttpRequest) -> str:
    """The key a form is to carry: a new one, or while the form was not taken the one that was sent."""
    return nonce_in(request) or idempotency.new_key()


def nonce_in(request: HttpRequest) -> str:
    """The key the form was sent with; any text, because it counts beside who sent it."""
    return idempotency.key_in(request.POST, NONCE, is_scoped=True)


def is_known(request: HttpRequest) -> bool:
    """Whether the form that was sent has made something before; counts nothing."""
    return bool(nonce_in(request)) and SENT.is_over(*_who(request))


def take(request: HttpRequest) -> bool:
    """Count the form that was sent, in the transaction of what it makes. Returns whether it is the first sending."""
    return not nonce_in(request) or SENT.take(*_who(request))


def _who(request: HttpRequest) -> tuple[str, str]:
    return str(request.user.pk), nonce_in(request)


def remember(request: HttpRequest, pk) -> None:
    """Keep in the session which row the form made, for a while."""
    made = dict(list(request.session.get(MADE, {}).items())[1 - MOST_REMEMBERED :])
    request.session[MADE] = made | {nonce_in(request): str(pk)}


def made_by(request: HttpRequest) -> str | None:
    """The key of the row the form made, if this session still knows."""
    return request.session.get(MADE, {}).get(nonce_in(request))
