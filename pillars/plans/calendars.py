"""The target dates of a plan as a calendar. A module of its own: icalendar takes 4 MB of memory, and few ask for it."""

import re
from collections.abc import Iterable
from datetime import UTC
from uuid import uuid5

from django.utils import timezone
from icalendar import Calendar, Event, vText

from icpr.lib import csvfile
from pillars.models import Entry, Plan
from pillars.plans.formats import steps_text

UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")  # control characters, which a line of a calendar may not hold


class Text(vText):
    """A TEXT value. icalendar makes a line break of a backslash before a capital N, as in the name of a folder."""

    def to_ical(self) -> bytes:
        return rb"\\N".join(vText(part).to_ical() for part in self.split(r"\N"))


def as_calendar(plan: Plan, entries: Iterable[Entry]) -> str:
    """Entries (see `formats.dated`) as whole days in iCalendar (RFC 5545), which wants one at least.

    The name of an event is a UUID (RFC 7986, 5.3) of its plan's own: the same under every address and key of the site,
    so that a calendar moves an event and does not double it.
    """
    calendar, stamp = Calendar(), timezone.now().astimezone(UTC)
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//ICPR//Blueprint plan//EN")
    calendar.add("x-wr-calname", _text(plan.title))
    for entry in entries:
        about = [entry.get_status_display(), entry.owner, entry.item.statement, steps_text(entry.steps), entry.note]
        event = Event()
        event.add("uid", str(uuid5(plan.calendar_key, str(entry.item_id))))
        event.add("dtstamp", stamp)
        event.add("dtstart", entry.due_on)
        event.add("summary", _text(f"{entry.item.number} {entry.item.title}"))
        event.add("description", _text("\n".join(filter(None, about))))
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return calendar.to_ical(sorted=False).decode()


def _text(value: str) -> Text:
    return Text(UNSEEN.sub("", csvfile.one_line_end(value)))
