"""A plan as JSON; as CSV see `pillars.plans.exchange`, as a calendar `pillars.plans.calendars`."""

import json
from collections.abc import Iterable

from pillars.models import Entry, Plan
from pillars.models.plans import PUT_ASIDE


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
