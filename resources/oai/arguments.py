"""A request read by the rules of the protocol: its verb, its arguments, and the span of time it asks for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.http import QueryDict

from resources.oai.errors import ProtocolError, bad_argument

LIST = {"metadataPrefix": True, "from": False, "until": False, "set": False}
# Verb → its arguments and whether each is required. A list is gone on with by its token alone.
VERBS: dict[str, dict[str, bool]] = {
    "Identify": {},
    "ListMetadataFormats": {"identifier": False},
    "ListSets": {},
    "ListIdentifiers": LIST,
    "ListRecords": LIST,
    "GetRecord": {"identifier": True, "metadataPrefix": True},
}
TOKEN = "resumptionToken"
WITH_TOKEN = ("ListIdentifiers", "ListRecords", "ListSets")

WORD = r"[A-Za-z0-9\-_.!~*'()]+"
SHAPES = {
    "metadataPrefix": re.compile(WORD),
    "set": re.compile(rf"{WORD}(?::{WORD})*"),
    "identifier": re.compile(r"[!-~]+"),
    "from": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?"),
}
SHAPES["until"] = SHAPES["from"]
DAY = len("2026-11-28")


@dataclass(frozen=True)
class Arguments:
    verb: str
    given: Mapping[str, str]  # by name, without the verb


@dataclass(frozen=True)
class Span:
    """since: inclusive. before: exclusive, the first moment after the second or day of `until`. None: no limit."""

    since: datetime | None
    before: datetime | None


def read(data: QueryDict) -> Arguments:
    """The verb and its arguments. Raises ProtocolError with badVerb or badArgument."""
    verbs = data.getlist("verb")
    if len(verbs) != 1 or verbs[0] not in VERBS:
        raise ProtocolError("badVerb", f"Give one verb, once: {', '.join(VERBS)}.")
    [verb] = verbs
    given = {name: values for name, values in data.lists() if name != "verb"}
    if repeated := [name for name, values in given.items() if len(values) > 1]:
        raise bad_argument(f"Given more than once: {_told(repeated)}.")
    arguments = {name: values[0] for name, values in given.items()}
    if TOKEN in arguments and verb in WITH_TOKEN:
        if len(arguments) > 1:
            raise bad_argument(f"{TOKEN} stands alone: leave out the other arguments.")
        return Arguments(verb, arguments)
    known = VERBS[verb]
    if unknown := [name for name in arguments if name not in known]:
        raise bad_argument(f"{verb} has no such argument: {_told(unknown)}.")
    if missing := [name for name, is_required in known.items() if is_required and name not in arguments]:
        raise bad_argument(f"{verb} needs {' and '.join(missing)}.")
    if wrong := [name for name, value in arguments.items() if not SHAPES[name].fullmatch(value)]:
        raise bad_argument(f"Not as the protocol writes it: {_told(wrong)}.")
    return Arguments(verb, arguments)


def _told(names: list[str]) -> str:
    return ", ".join(name[:40] for name in names[:5])


def span(given: Mapping[str, str]) -> Span:
    """What `from` and `until` ask for, each a day or a second of UTC. Raises ProtocolError with badArgument."""
    first, last = given.get("from", ""), given.get("until", "")
    if first and last and len(first) != len(last):
        raise bad_argument("from and until are both days, or both moments to the second.")
    since, until = (_moment(text) if text else None for text in (first, last))
    if since and until and since > until:
        raise bad_argument("from is later than until.")
    return Span(since, until and _after(until, timedelta(days=1) if len(last) == DAY else timedelta(seconds=1)))


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    except ValueError:
        raise bad_argument(f"There is no such day or time: {text}.") from None


def _after(moment: datetime, step: timedelta) -> datetime | None:
    try:
        return moment + step
    except OverflowError:  # the end of the calendar
        return None
