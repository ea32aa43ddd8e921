"""How a long list goes on: the token carries all that is needed, and is signed, so that nothing is kept here."""

from dataclasses import astuple, dataclass
from datetime import datetime, timedelta

from django.core import signing

from icpr.lib.moments import of_number, to_number
from resources.oai.errors import ProtocolError

LIFETIME = timedelta(days=1)
SALT = "resources.oai.by-number"  # lists had another order once: what is left of those begins anew


@dataclass(frozen=True)
class Request:
    """What one list was asked for, and when.

    taken_at: the list holds what had changed up to then. What changes later moves out of it and into the next harvest,
    so that nothing comes twice in one list and nothing is lost between two.
    """

    verb: str
    prefix: str
    set: str
    since: datetime | None
    before: datetime | None
    taken_at: datetime


@dataclass(frozen=True)
class Place:
    """Where a list was left: after the record `number`, and before the record `following`.

    delivered: how many came before. size: how many there were at the beginning.
    """

    request: Request
    number: int
    following: int
    delivered: int
    size: int


def token(place: Place) -> str:
    """The place as a text for the next request."""
    asked, *rest = astuple(place)
    return signing.dumps([_plain(value) for value in (*asked, *rest)], salt=SALT)


def place(sent: str, verb: str) -> Place:
    """The place a token is of. Raises ProtocolError for one that was changed, has expired or is of another verb."""
    try:
        asked_verb, prefix, set_, since, before, taken_at, *numbers = signing.loads(sent, salt=SALT, max_age=LIFETIME)
    except (signing.BadSignature, ValueError) as error:
        why = "is older than a day" if isinstance(error, signing.SignatureExpired) else "is not one of ours"
        raise ProtocolError("badResumptionToken", f"This token {why}. Begin the list anew.") from None
    if asked_verb != verb:
        raise ProtocolError("badResumptionToken", f"This token goes on with {asked_verb}.")
    request = Request(verb, prefix, set_, _moment(since), _moment(before), _moment(taken_at))
    return Place(request, *numbers)


def _plain(value):
    """Moments in microseconds since 1970, as the database has them: no list loses or repeats what lies between two."""
    return to_number(value) if isinstance(value, datetime) else value


def _moment(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else of_number(microseconds)
