"""What changed since a moment, for those who keep a copy."""

from datetime import UTC, datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import AwareDatetime, Field

from icpr.lib.http.site import absolute
from icpr.lib.moments import EPOCH, of_number, to_number
from resources import changes
from resources.api import page_schemas
from resources.api.answers import answer
from resources.api.parameters import Asked, Paging, written
from resources.changes import Change
from resources.models.serialization import Written

router = Router(tags=["Records"])
AT_ONCE = 5  # of one record at one moment, which pages do not part


class ChangeQuery(Paging):
    since: Annotated[
        AwareDatetime, Field(description="What changed after this moment.", examples=["2026-11-01T00:00:00Z"])
    ]


@router.get("changes", response=page_schemas.ChangePage, operation_id="listChanges", summary="Changes since a moment")
def list_changes(request: HttpRequest, query: Query[ChangeQuery]) -> HttpResponse:
    """Of each record that is or was public its last change since a moment, and every note to readers, oldest first.
    After the last page ask again with `until` as `since`: nothing is missed, and some may come again. What is gone was
    withdrawn, expired or deleted."""
    asked = Asked(request, "changes", ("since",))
    until, behind = changes.settled(), None
    if place := asked.place(query.cursor):
        until, moment, number = of_number(place[0]), of_number(place[1]), place[2]
        behind = (moment, number)
    found = changes.between(_since(query.since), until, query.limit + AT_ONCE, behind=behind)
    given = page_of(found, query.limit)
    next_page = None
    if len(given) < len(found):
        next_page = asked.next([to_number(until), to_number(given[-1].moment), _number(given[-1])])
    answered = {
        "notices": written(asked.notices),
        "until": as_text(changes.known_until(until)),
        "next": next_page,
        "changes": [as_dict(change) for change in given],
    }
    return answer(answered, next_page)


def page_of(found: list[Change], limit: int) -> list[Change]:
    """The first of some changes, with all that the last of them has at its moment."""
    place = found[limit - 1 : limit] and (found[limit - 1].moment, found[limit - 1].number)
    more = sum((change.moment, change.number) == place for change in found[limit:])
    return found[: limit + more]


def as_dict(change: Change) -> Written:
    return {
        "number": change.number,
        "moment": as_text(change.moment),
        "what": change.what.value,
        "title": change.title,
        "url": absolute(change.url),
        "note": change.note,
    }


def as_text(moment: datetime) -> str:
    """With a "Z", so that it can be sent back as it is: a "+" in a query is a space."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _since(moment: datetime) -> datetime:
    """No earlier than any record, and none that a database cannot hold."""
    try:
        return max(moment.astimezone(UTC), EPOCH)
    except OverflowError:
        return EPOCH if moment.year == 1 else datetime.max.replace(tzinfo=UTC)


def _number(change: Change) -> int:
    return int(change.number.removeprefix("ICPR-"))
