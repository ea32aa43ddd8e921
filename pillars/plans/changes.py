"""Every change of a plan goes through here: made whole or not at all, written into its history, and taken back from it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.http import Http404
from django.utils import timezone

from pillars.models import Change, Entry, Item, Plan, Progress

AGENCY = ("agency_name", "agency_size", "agency_type")
FIELDS = ("status", "owner", "due_on", "priority", "note", "reference", "steps")


@contextmanager
def hold(plan: Plan) -> Iterator[Plan]:
    """The plan as it is now, with nobody else changing it meanwhile. Raises Http404 when it was just deleted."""
    with transaction.atomic():
        held = Plan.objects.select_for_update().filter(pk=plan.pk).first()
        if held is None:
            raise Http404
        yield held


def snapshot(entry: Entry) -> dict:
    """An entry as JSON keeps it."""
    due_on = entry.due_on and entry.due_on.isoformat()
    kept = {name: getattr(entry, name) for name in FIELDS} | {"due_on": due_on}
    return kept | {"version": entry.version, "added_at": entry.added_at.isoformat()}


def _state(plan: Plan, numbers: Iterable[str]) -> dict:
    entries = plan.entries.select_related("item")
    return {
        "agency": {name: getattr(plan, name) for name in AGENCY},
        "order": list(entries.order_by("position", "pk").values_list("item__number", flat=True)),
        "entries": {entry.item.number: snapshot(entry) for entry in entries.filter(item__number__in=numbers)},
    }


@contextmanager
def changing(plan: Plan, once: str, said: str, numbers: Iterable[str] = ()) -> Iterator[None]:
    """What happens inside is one change of the agency's lines, of the order, and of the entries with these numbers."""
    numbers = list(numbers)
    before = _state(plan, numbers)
    yield
    after = _state(plan, numbers)
    differing = [part for part in before if before[part] != after[part]]
    if differing:
        plan.changes.create(
            once=once,
            said=said if len(said) <= 300 else f"{said[:299]}…",
            before={part: before[part] for part in differing},
            after={part: after[part] for part in differing},
        )


def is_repeat(plan: Plan, once: str) -> bool:
    """Whether this form has done its work already."""
    return plan.changes.filter(once=once).exists()


def add(plan: Plan, items: Iterable[Item], once: str) -> list[Item]:
    """Put items at the end of the plan, those that are in it already left alone. Returns what was added."""
    present = set(plan.entries.values_list("item_id", flat=True))
    fresh = [item for item in dict.fromkeys(items) if item.pk not in present]
    last = plan.entries.aggregate(last=Max("position"))["last"] or 0
    numbers = [item.number for item in fresh]
    with changing(plan, once, f"Added {', '.join(numbers)}", numbers):
        Entry.objects.bulk_create(
            Entry(plan=plan, item=item, position=last + place) for place, item in enumerate(fresh, 1)
        )
    return fresh


def remove(plan: Plan, entry: Entry, once: str) -> None:
    with changing(plan, once, f"Removed {entry.item.number}", [entry.item.number]):
        entry.delete()


def save_entry(plan: Plan, entry: Entry, values: dict, once: str) -> None:
    """Give an entry new values: `FIELDS` → value, all or some of them."""
    changed = [name for name in FIELDS if name in values and getattr(entry, name) != values[name]]
    if not changed:
        return
    with changing(plan, once, said_of(entry, values, changed), [entry.item.number]):
        for name in changed:
            setattr(entry, name, values[name])
        entry.version += 1
        entry.save(update_fields=[*changed, "version"])


def said_of(entry: Entry, values: dict, changed: list[str]) -> str:
    """A change in words: "1.5.1: status Planned → In progress, note"."""
    before = entry.get_status_display()
    parts = []
    for name in changed:
        label = Entry._meta.get_field(name).verbose_name
        if name == "status":
            parts.append(f"status {before} → {Progress(values[name]).label}")
        elif name in {"owner", "due_on"}:
            parts.append(f"{label} {values[name] or 'left open'}")
        else:
            parts.append(label)
    return f"{entry.item.number}: {', '.join(parts)}"


def put_back(plan: Plan, entry: Entry, values: dict, once: str) -> None:
    """Put an entry at the end of the plan again that somebody else removed, with what was typed into it meanwhile."""
    with changing(plan, once, f"Put {entry.item.number} back", [entry.item.number]):
        for name in FIELDS:
            setattr(entry, name, values[name])
        entry.position = (plan.entries.aggregate(last=Max("position"))["last"] or 0) + 1
        entry.save()


def reorder(plan: Plan, numbers: list[str], once: str, said: str = "Changed the order") -> None:
    with changing(plan, once, said):
        _arrange(plan, numbers)


def _arrange(plan: Plan, numbers: list[str]) -> None:
    """Number the entries in this order; what is not named comes after, as it was."""
    place = {number: index for index, number in enumerate(numbers)}
    entries = list(plan.entries.for_page())
    entries.sort(key=lambda entry: place.get(entry.item.number, len(place)))
    moved = [(entry, index) for index, entry in enumerate(entries, 1) if entry.position != index]
    for entry, index in moved:
        entry.position = index
    Entry.objects.bulk_update([entry for entry, _ in moved], ["position"])


def save_agency(plan: Plan, values: dict, once: str) -> None:
    """Give the lines about the agency new values: `AGENCY` → text."""
    with changing(plan, once, "Changed the lines about the agency"):
        for name in AGENCY:
            setattr(plan, name, values[name])
        plan.version += 1
        plan.save(update_fields=[*AGENCY, "version"])


def last_change(plan: Plan) -> Change | None:
    """What undo would take back."""
    return plan.changes.filter(undone_at=None).first()


def undo(plan: Plan, change: Change) -> None:
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
        _arrange(plan, before["order"])
    change.undone_at = timezone.now()
    change.save(update_fields=["undone_at"])


def _give_back(entry: Entry, values: dict) -> None:
    for name in FIELDS:
        setattr(entry, name, values[name])
    entry.due_on = values["due_on"] and date.fromisoformat(values["due_on"])
    entry.version = max(entry.version, values["version"]) + 1
    entry.added_at = values["added_at"]
    entry.save()


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
