"""Every change of a plan goes through here, and into its history, from which the last is taken back: see
`icpr.kept.history`."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import date

from django.utils.formats import date_format

from icpr.kept import history as kept_history
from icpr.kept.history import mark_undone
from icpr.kept.rows import save_rows
from pillars.models import Change, Entry, Item, Plan, Progress

AGENCY = ("agency_name", "agency_size", "agency_type")
MOST_KEPT, MOST_TEXT = 1_000, 10_000_000
FIELDS = ("status", "owner", "due_on", "priority", "note", "reference", "steps")


def snapshot(entry: Entry) -> dict:
    """An entry as JSON keeps it."""
    due_on = entry.due_on and entry.due_on.isoformat()
    kept = {name: getattr(entry, name) for name in FIELDS} | {"due_on": due_on}
    return kept | {"version": entry.version, "added_at": entry.added_at.isoformat()}


def restored(kept: dict) -> dict:
    """The values of an entry that was kept by `snapshot`: `FIELDS` → value."""
    return {name: kept[name] for name in FIELDS} | {"due_on": kept["due_on"] and date.fromisoformat(kept["due_on"])}


def _state(plan: Plan, numbers: Iterable[str]) -> dict:
    entries = plan.entries.select_related("item")
    return {
        "agency": {name: getattr(plan, name) for name in AGENCY},
        "order": list(entries.order_by("position", "pk").values_list("item__number", flat=True)),
        "entries": {entry.item.number: snapshot(entry) for entry in entries.filter(item__number__in=numbers)},
    }


def changing(plan: Plan, idempotency_key: str, message: str, numbers: Iterable[str] = ()) -> AbstractContextManager:
    """What happens inside is one change of the agency's lines, of the order, and of the entries with these numbers."""
    numbers = list(numbers)
    bounds = {"most_kept": MOST_KEPT, "most_text": MOST_TEXT}
    return kept_history.changing(plan, idempotency_key, message, lambda: _state(plan, numbers), **bounds)


def add(plan: Plan, items: Iterable[Item], idempotency_key: str) -> None:
    """Put items at the end of the plan, those that are in it already left alone."""
    present = set(plan.entries.values_list("item_id", flat=True))
    fresh = [Entry(plan=plan, item=item) for item in dict.fromkeys(items) if item.pk not in present]
    save_all(
        plan,
        [(entry, {}) for entry in fresh],
        idempotency_key,
        f"Added {', '.join(entry.item.number for entry in fresh)}",
    )


def save_all(plan: Plan, rows: list[tuple[Entry, dict]], idempotency_key: str, message: str) -> None:
    """Give entries new values (`FIELDS` → value, all or some of them); those not in the plan yet come to its end."""
    with changing(plan, idempotency_key, message, [entry.item.number for entry, _ in rows]):
        save_rows(plan.entries, rows, FIELDS)


def remove(plan: Plan, entry: Entry, idempotency_key: str) -> None:
    with changing(plan, idempotency_key, f"Removed {entry.item}", [entry.item.number]):
        entry.delete()


def save_entry(plan: Plan, entry: Entry, values: dict, idempotency_key: str) -> None:
    """Give an entry new values: `FIELDS` → value, all or some of them. Nothing is written when nothing differs."""
    changed = [name for name in FIELDS if name in values and getattr(entry, name) != values[name]]
    if changed:
        message = message_of(entry, values, changed)
        save_all(plan, [(entry, {name: values[name] for name in changed})], idempotency_key, message)


def message_of(entry: Entry, values: dict, changed: list[str]) -> str:
    """A change in words: "1.5.1 Involve the community: status Planned → In progress, note"."""
    parts = []
    for name in changed:
        label, value = Entry._meta.get_field(name).verbose_name, values[name]
        if name == "status":
            parts.append(f"status {entry.get_status_display()} → {Progress(value).label}")
        elif name == "due_on":
            parts.append(f"{label} {date_format(value, 'F j, Y') if value else 'removed'}")
        elif name == "owner":
            parts.append(f"{label} {value or 'removed'}")
        else:
            parts.append(label)
    return f"{entry.item}: {', '.join(parts)}"


def reorder(plan: Plan, numbers: list[str], idempotency_key: str, message: str = "Changed the order") -> None:
    with changing(plan, idempotency_key, message):
        arrange(plan, numbers)


def arrange(plan: Plan, numbers: list[str]) -> None:
    """Number the entries in this order; what is not named comes after, as it was."""
    place = {number: index for index, number in enumerate(numbers)}
    entries = list(plan.entries.for_page())
    entries.sort(key=lambda entry: place.get(entry.item.number, len(place)))
    moved = [(entry, index) for index, entry in enumerate(entries, 1) if entry.position != index]
    for entry, index in moved:
        entry.position = index
    Entry.objects.bulk_update([entry for entry, _ in moved], ["position"])


def save_agency(plan: Plan, values: dict, idempotency_key: str) -> None:
    """Give the lines about the agency new values: `AGENCY` → text."""
    with changing(plan, idempotency_key, "Changed the agency details"):
        for name in AGENCY:
            setattr(plan, name, values[name])
        plan.version += 1
        plan.save(update_fields=[*AGENCY, "version"])


def copy_entries(source: Plan, target: Plan) -> None:
    """Give an empty plan the items, priorities and next steps of another, nothing done yet."""
    entries = list(source.entries.for_page())
    with changing(target, "start", "Began as a copy of a shared plan", [entry.item.number for entry in entries]):
        Entry.objects.bulk_create(
            Entry(
                plan=target,
                item=entry.item,
                position=place,
                priority=entry.priority,
                steps=[step | {"done": False} for step in entry.steps],
            )
            for place, entry in enumerate(entries, 1)
        )


def take_back(plan: Plan, change: Change) -> None:
    """Take back the plan's last change: all it touched is as it was before it."""
    before, after = change.before, change.after
    if "agency" in before:
        for name in AGENCY:
            setattr(plan, name, before["agency"][name])
        plan.version += 1
        plan.save(update_fields=[*AGENCY, "version"])
    was, became = before.get("entries", {}), after.get("entries", {})
    plan.entries.filter(item__number__in=became.keys() - was.keys()).delete()
    present = {entry.item.number: entry for entry in plan.entries.filter(item__number__in=was).select_related("item")}
    items = {item.number: item for item in Item.objects.filter(number__in=was.keys() - present.keys())}
    for number, values in was.items():
        if number in present or number in items:
            entry = present.get(number) or Entry(plan=plan, item=items[number], position=0)
            _give_back(entry, values)
    if "order" in before:
        arrange(plan, before["order"])
    mark_undone(change)


def _give_back(entry: Entry, values: dict) -> None:
    for name, value in restored(values).items():
        setattr(entry, name, value)
    entry.version = max(entry.version, values["version"]) + 1
    entry.added_at = values["added_at"]
    entry.save()
