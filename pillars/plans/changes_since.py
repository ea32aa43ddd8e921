"""What moved in a plan since a day: where each item stood then, beside where it stands now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.http import HttpRequest
from django.utils.dateparse import parse_date

from icpr.lib.diff import Difference, diff
from icpr.lib.moments import midnight
from pillars.models import Entry, Item, Plan, Progress
from pillars.plans.progress import IN_PLACE

ABSENT = "Not in the plan"


@dataclass(frozen=True)
class Since:
    """`moved` are items whose status is another now, or that came or went: in the plan's order, what went last.
    `in_place` and `applying` are numbers of items, then and now."""

    day: date
    moved: list[Difference]
    in_place: tuple[int, int]
    applying: tuple[int, int]


def asked_day(request: HttpRequest) -> tuple[date | None, bool]:
    """The day of `?since=`, and whether something was asked that is no day."""
    asked = request.GET.get("since", "")
    try:
        day = parse_date(asked)
    except ValueError:
        day = None
    return day, bool(asked) and day is None


def since(plan: Plan, day: date, entries: list[Entry]) -> Since:
    """Compare a plan as it was when `day` began (in the site's time zone) with its `entries` now."""
    now = {entry.item.number: entry.status for entry in entries}
    then = now | _earliest(plan, midnight(day))
    changed = [number for number in then if then[number] != now.get(number)]
    items = {entry.item.number: entry.item for entry in entries}
    if gone := [number for number in changed if number not in items]:
        items |= {item.number: item for item in Item.objects.filter(number__in=gone).select_related("pillar")}
    labels = {number: str(items[number]) for number in changed if number in items}
    moved = diff(*({number: _label(statuses.get(number)) for number in labels} for statuses in (then, now)), labels)
    both = [list(filter(None, then.values())), list(now.values())]
    return Since(
        day,
        moved,
        tuple(sum(status in IN_PLACE for status in statuses) for statuses in both),
        tuple(sum(status != Progress.NOT_APPLICABLE for status in statuses) for statuses in both),
    )


def _label(status: str | None) -> str:
    return Progress(status).label if status else ABSENT


def _earliest(plan: Plan, moment: datetime) -> dict[str, str | None]:
    """Number → the status an item had at a moment, None if it was not in the plan; of items touched since, no others.

    What was done before the moment and undone after it counts as done at it.
    """
    states: dict[str, str | None] = {}
    for _, was in sorted(_events(plan, moment), key=lambda event: event[0]):
        for number, status in was.items():
            states.setdefault(number, status)
    return states


def _events(plan: Plan, moment: datetime) -> Iterator[tuple[datetime, dict]]:
    """Each doing and undoing since a moment: when, and the statuses before it of the items it touched."""
    rows = plan.changes.filter(Q(made_at__gte=moment) | Q(undone_at__gte=moment)).order_by()
    for made_at, undone_at, before, after in rows.values_list("made_at", "undone_at", "before", "after"):
        was, became = before.get("entries", {}), after.get("entries", {})
        touched = was.keys() | became.keys()
        if made_at >= moment:
            yield made_at, {number: was.get(number, {}).get("status") for number in touched}
        if undone_at and undone_at >= moment:
            yield undone_at, {number: became.get(number, {}).get("status") for number in touched}
