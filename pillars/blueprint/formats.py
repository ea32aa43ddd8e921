"""The Blueprint as CSV, for spreadsheets."""

from collections.abc import Iterable

from django.http import HttpResponse

from icpr.lib import csvfile
from icpr.lib.http.attachment import CSV, attachment
from pillars.models import Direction, Item

COLUMNS = [
    "number",
    "level",
    "pillar",
    "title",
    "statement",
    "who must act",
    "evidence rating",
    "rated so for",
    "findings",
    "practices",
    "effort (suggested)",
    "first step (suggested)",
    "usual owner (suggested)",
    "question to ask (suggested)",
    "resources here",
    "text read in a source",
    "number inferred",
    "read in",
    "source",
]


def as_csv(items: Iterable[Item]) -> HttpResponse:
    """The items in their order, one to a row, as a file to keep."""
    text = csvfile.as_csv([COLUMNS, *map(row, items)])
    return attachment(text, "icpr-blueprint.csv", CSV)


def row(item: Item) -> list[str]:
    directions = [f"{Direction(direction).label}: {number}" for direction, number in item.directions.items()]
    return [
        f"Item {item.number}",  # a spreadsheet would make 1.1 of 1.10
        item.get_level_display(),
        item.pillar.name if item.pillar else "",
        item.title,
        item.statement,
        "; ".join(actor.name for actor in item.actors.all()),
        item.evidence.rating.label,
        "; ".join(item.evidence.outcomes),
        "; ".join(directions) or "Not reviewed",
        "; ".join(practice.name for practice in item.practices.all()),
        item.get_effort_display(),
        item.first_step,
        item.owner_unit,
        item.question,
        str(item.resource_count),
        "yes" if item.verified else "no",
        "yes" if item.number_inferred else "no",
        item.source_name,
        item.source_url,
    ]
