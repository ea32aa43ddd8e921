"""What changed between two moments, of all that the public sees of the catalogue.

    for change in changes.between(after, until): ...

Feeds, histories, harvests and messages ask here and nowhere else; `updated_at` is for staff.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import connection
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from icpr.lib.database.places import REPLICA, place
from icpr.lib.http import keeping
from resources.models import ChangeNote, RecordClock

# SQLite does not tell whether somebody is writing. A change is stamped when it is written and seen when its transaction
# ends, which is surely not longer after.
LONGEST_TRANSACTION = timedelta(minutes=5)


class What(StrEnum):
    """appeared: the record became public. told: an editor told readers of a change. changed: anything else its page
    shows. gone: withdrawn, expired or deleted."""

    APPEARED, TOLD, CHANGED, GONE = "appeared", "told", "changed", "gone"


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one record. url: its permanent address, as a path. note: what readers are told, or the reason why
    it was withdrawn."""

    number: str
    moment: datetime
    what: What
    title: str
    url: str
    note: str = ""


def between(
    after: datetime, until: datetime, most: int | None = None, *, behind: tuple[datetime, int] | None = None
) -> list[Change]:
    """What changed after one moment, up to and with another; oldest first and then by number, at most so many.

    Of each record its last change, and every note. Nothing of a record that was not public by then. behind: only what
    stands behind a moment and number in that order, as the next page of a list does.
    """
    clocks = RecordClock.objects.at(until).changed_by(behind[0] if behind else after)
    stamped = clocks.filter(_behind("stamp", "number", behind), stamp__gt=after, stamp__lte=until)
    stamped = stamped.annotate(present_title=F("record__title")).order_by("stamp", "number")[:most]
    found = [_of_clock(clock, after) for clock in stamped]
    notes = ChangeNote.objects.public(until).filter(_behind("told_at", "resource__number", behind), told_at__gt=after)
    notes = notes.select_related("resource")
    found += map(_of_note, notes.order_by("told_at", "resource__number", "pk")[:most])
    return sorted(found, key=lambda change: (change.moment, change.number))[:most]


def _behind(moment: str, number: str, place: tuple[datetime, int] | None) -> Q:
    if place is None:
        return Q()
    return Q(**{f"{moment}__gt": place[0]}) | Q(**{moment: place[0], f"{number}__gt": place[1]})


def _of_clock(clock: RecordClock, after: datetime) -> Change:
    what, title = What.CHANGED, clock.present_title
    if clock.is_gone:
        what, title = What.GONE, clock.title
    elif clock.publish_at > after:
        what = What.APPEARED
    url = reverse("permanent", args=[clock.permanent_number])
    return Change(clock.permanent_number, clock.stamp, what, title, url, clock.reason)


def _of_note(note: ChangeNote) -> Change:
    record = note.resource
    return Change(record.permanent_number, note.told_at, What.TOLD, record.title, record.permanent_url, note.text)


def settled(moment: datetime | None = None) -> datetime:
    """The latest moment, at most `moment` (default: now), up to which no further change can still come to light.

    A change is stamped when it is written and seen when its transaction ends. PostgreSQL tells since when the oldest of
    those that write has been running. SQLite does not: there it is the moment itself. An answer that reaches less far
    than the moment it is made is not kept, for none would say when it may reach further.
    """
    if place() == REPLICA:
        raise RuntimeError("Only the primary knows who is writing: name the address in `settled` of `icpr.urls`.")
    moment = moment or timezone.now()
    if connection.vendor != "postgresql":
        return moment
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT LEAST(clock_timestamp(), min(xact_start)) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()"
            " AND backend_type IS DISTINCT FROM 'autovacuum worker'"  # which writes statistics
        )
        settled = min(moment, cursor.fetchone()[0])
    if settled < moment:
        keeping.leave_out("somebody is writing")
    return settled


def known_until(settled: datetime) -> datetime:
    """The moment that who keeps a copy is to ask from the next time, after an answer that holds what was `settled`.
    Nothing is missed by it; on SQLite some comes again."""
    return settled - (LONGEST_TRANSACTION if connection.vendor == "sqlite" else timedelta())
