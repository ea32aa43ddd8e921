"""Taking back a plan's last change from its history."""

from datetime import date

from django.utils import timezone

from pillars.models import Change, Entry, Item, Plan
from pillars.plans import changes


def last_change(plan: Plan) -> Change | None:
    """What undo would take back."""
    return plan.changes.filter(undone_at=None).first()


def undo(plan: Plan, change: Change) -> None:
    """Take back the plan's last change: all it touched is as it was before it."""
    before, after = change.before, change.after
    if "agency" in before:
        for name in changes.AGENCY:
            setattr(plan, name, before["agency"][name])
        plan.version += 1
        plan.save(update_fields=[*changes.AGENCY, "version"])
    was, became = before.get("entries", {}), after.get("entries", {})
    plan.entries.filter(item__number__in=became.keys() - was.keys()).delete()
    present = {entry.item.number: entry for entry in plan.entries.filter(item__number__in=was).select_related("item")}
    items = {item.number: item for item in Item.objects.filter(number__in=was.keys() - present.keys())}
    for number, values in was.items():
        if number in present or number in items:
            entry = present.get(number) or Entry(plan=plan, item=items[number], position=0)
            _give_back(entry, values)
    if "order" in before:
        changes.arrange(plan, before["order"])
    change.undone_at = timezone.now()
    change.once = f"undone {change.pk}"  # whoever sends its form again means it
    change.save(update_fields=["undone_at", "once"])


def _give_back(entry: Entry, values: dict) -> None:
    for name in changes.FIELDS:
        setattr(entry, name, values[name])
    entry.due_on = values["due_on"] and date.fromisoformat(values["due_on"])
    entry.version = max(entry.version, values["version"]) + 1
    entry.added_at = values["added_at"]
    entry.save()
