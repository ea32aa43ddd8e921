"""A plan as JSON and calendar; as CSV see `pillars.plans.exchange`. No line of a calendar breaks out."""

import json
import re
from collections.abc import Iterable
from datetime import UTC
from uuid import uuid5

from django.utils import timezone

from icpr.lib import csvfile
from pillars.models import Entry, Plan
from pillars.models.plans import PUT_ASIDE

CALENDAR_LINE = 75  # octets without the line's end (RFC 5545, 3.1)


def steps_text(steps: list[dict]) -> str:
    return "\n".join(f"[{'x' if step['done'] else ' '}] {step['text']}" for step in steps)


def as_json(plan: Plan, entries: Iterable[Entry]) -> str:
    items = [
        {
            "number": entry.item.number,
            "statement": entry.item.statement,
            "status": entry.status,
            "priority": entry.priority or None,
            "owner": entry.owner,
            "due_on": entry.due_on and entry.due_on.isoformat(),
            "reference": entry.reference,
            "next_steps": entry.steps,
            "note": entry.note,
            "added_at": entry.added_at.isoformat(),
        }
        for entry in entries
    ]
    agency = {"name": plan.agency_name, "size": plan.agency_size, "type": plan.agency_type}
    return json.dumps({"agency": agency, "items": items}, ensure_ascii=False, indent=1)


def dated(entries: Iterable[Entry]) -> list[Entry]:
    """Those that a calendar has: with a target date, and not put aside."""
    return [entry for entry in entries if entry.due_on and entry.status not in PUT_ASIDE]


def as_calendar(plan: Plan, entries: Iterable[Entry]) -> str:
    """The target dates of entries (see `dated`) as whole days in iCalendar (RFC 5545), which wants one at least.

    The name of an event is a UUID (RFC 7986, 5.3) of its plan's own: the same under every address and key of the site,
    so that a calendar moves an event and does not double it.
    """
    stamp = timezone.now().astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//ICPR//Blueprint plan//EN",
        f"X-WR-CALNAME:{_text(plan.title)}",
    ]
    for entry in entries:
        about = [entry.get_status_display(), entry.owner, entry.item.statement, steps_text(entry.steps), entry.note]
        lines += [
            "BEGIN:VEVENT",
            f"UID:{uuid5(plan.calendar_key, str(entry.item_id))}",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{entry.due_on:%Y%m%d}",
            f"SUMMARY:{_text(f'{entry.item.number} {entry.item.title}')}",
            f"DESCRIPTION:{_text(chr(10).join(filter(None, about)))}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _text(value: str) -> str:
    """A TEXT value: escaped, line breaks written as \\n, other control characters left out."""
    value = csvfile.one_line_end(value)
    value = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", value)


def _folded(line: str) -> str:
    """A line of at most 75 octets each, broken between characters."""
    pieces, piece, size = [], "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > CALENDAR_LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + character, size + octets
    return "\r\n".join([*pieces, piece])
