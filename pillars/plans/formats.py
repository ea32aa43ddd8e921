"""A plan as CSV and JSON; as a calendar it is in `pillars.plans.calendars`. Texts stay what they are: no cell is a formula."""

import json
from collections.abc import Iterable

from icpr.lib import csvfile
from pillars.models import Entry, Plan
from pillars.models.plans import PUT_ASIDE

COLUMNS = [
    "Item",
    "Pillar",
    "Status",
    "Priority",
    "Person responsible",
    "Target date",
    "Reference",
    "Next steps",
    "Note",
]


def steps_text(entry: Entry) -> str:
    return "\n".join(f"[{'x' if step['done'] else ' '}] {step['text']}" for step in entry.steps)


def as_csv(entries: Iterable[Entry]) -> str:
    """One line an item. The number stands in one cell with the title: a spreadsheet would make 1.1 of 1.10."""
    rows = [
        [
            f"{entry.item.number} {entry.item.title}",
            entry.item.pillar.name if entry.item.pillar else "",
            entry.get_status_display(),
            entry.get_priority_display(),
            entry.owner,
            csvfile.Bare(entry.due_on or ""),
            entry.reference,
            steps_text(entry),
            entry.note,
        ]
        for entry in entries
    ]
    return csvfile.as_csv([COLUMNS, *rows])


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
