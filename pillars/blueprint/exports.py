"""The Blueprint as CSV, for spreadsheets."""

import csv
from collections.abc import Iterable

from django.http import HttpResponse

from pillars.models import Direction, Item

FORMULA = ("=", "+", "-", "@", "\t", "\r")
COLUMNS = [
    "number",
    "level",
    "pillar",
    "title",
    "statement",
    "who must act",
    "findings",
    "practices",
    "effort (suggested)",
    "first step (suggested)",
    "usual owner (suggested)",
    "question to ask (suggested)",
    "resources here",
    "text read in a source",
    "number inferred",
    "source",
]


def as_csv(items: Iterable[Item]) -> HttpResponse:
    """The items in their order, one to a row, as a file to keep."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="icpr-blueprint.csv"'
    response["X-Robots-Tag"] = "noindex"
    response.write("\ufeff")  # so that spreadsheets read it as UTF-8
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for item in items:
        writer.writerow(map(harmless, row(item)))
    return response


def row(item: Item) -> list[str]:
    directions = [f"{Direction(direction).label}: {number}" for direction, number in item.directions.items()]
    return [
        item.number,
        item.get_level_display(),
        item.pillar.name if item.pillar else "",
        item.title,
        item.statement,
        "; ".join(actor.name for actor in item.actors.all()),
        "; ".join(directions) or "Not reviewed",
        "; ".join(practice.name for practice in item.practices.all()),
        item.get_effort_display(),
        item.first_step,
        item.owner_unit,
        item.question,
        str(item.resource_count),
        "yes" if item.verified else "no",
        "yes" if item.number_inferred else "no",
        item.source_url,
    ]


def harmless(value: str) -> str:
    """A cell no spreadsheet takes for a formula: one that begins like one gets an apostrophe before it."""
    return f"'{value}" if value.lstrip().startswith(FORMULA) or value.startswith(FORMULA) else value
