"""What the pages of a plan show: its items with evidence and what the catalogue holds for each, progress and dates."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from django.db.models import Model

from pillars.models import RULE, Entry, EvidenceRating, Plan
from pillars.plans import progress, sheets
from pillars.plans.timeline import Timeline

FEW = 15  # items: of a plan with more the resources are folded up


class Shelf(NamedTuple):
    """What helps with an item: the `first` records, in the catalogue's order, and how many there are in all."""

    first: list[Model]
    total: int


# Primary keys of items → for each that has any, what helps with it. The catalogue knows, and `icpr.urls` hands it in.
ResourcesOf = Callable[[Collection[int]], Mapping[int, Shelf]]


def of(plan: Plan, resources_of: ResourcesOf | None = None) -> dict:
    """What a template shows of a plan; each of its `entries` with its `shelf`, which is None without resources."""
    entries = list(plan.entries.with_evidence())
    shelves = resources_of([entry.item_id for entry in entries]) if resources_of and entries else {}
    for entry in entries:
        entry.shelf = shelves.get(entry.item_id)
    timeline = Timeline(entries)
    return {
        "plan": plan,
        "entries": entries,
        "is_short": len(entries) <= FEW,
        "bars": progress.bars(entries) if entries else [],
        "statuses": progress.COUNTED,
        "ratings": ratings(entries),
        "timeline": timeline,
        "has_dates": bool(timeline.dated),
        "summary_sheets": sheets.of_summary(len(entries)),
    }


def ratings(entries: Collection[Entry]) -> list[tuple[EvidenceRating, int, str]]:
    """How many of the items have each evidence rating that any has, and the rule for it; the best first."""
    counts = Counter(entry.item.evidence.rating for entry in entries)
    return [(rating, counts[rating], RULE[rating]) for rating in EvidenceRating if counts[rating]]
