"""The Blueprint's lists in other forms: items and practices as CSV, for spreadsheets, and as JSON, for programs."""

import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from icpr.lib import csvfile
from icpr.lib.formats import Form, Part
from icpr.lib.http.site import absolute
from pillars.blueprint.written import findings_in_words, item_as_dict, practice_as_dict
from pillars.models import Direction, Item, Practice

MOST = 1_000
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
OF_PRACTICES = ["practice", "address", "what it is", "evidence rating", "rated so for", "findings"]


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


def row_of_practice(practice: Practice) -> list[str]:
    return [
        practice.name,
        absolute(practice.get_absolute_url()),
        practice.what_it_is,
        practice.evidence.rating.label,
        "; ".join(practice.evidence.outcomes),
        "; ".join(findings_in_words(practice)),
    ]


def write_csv(columns: list[str], row_of: Callable[[Any], list[str]], part: Part) -> Iterator[str]:
    yield csvfile.as_csv([columns, *map(row_of, rows(part))])


def write_json(name: str, as_dict: Callable[[Any], dict], part: Part) -> Iterator[str]:
    whole = {
        "heading": part.source.heading,
        "address": absolute(part.source.address),
        "total": part.source.total,
        "notices": [notice.message for notice in part.notices],
        name: [as_dict(row) for row in rows(part)],
    }
    yield json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def rows(part: Part) -> Sequence[Item] | Sequence[Practice]:
    return part.source.rows[part.pages.start : part.pages.stop]


def _forms(name: str, columns: list[str], row_of: Callable, as_dict: Callable) -> tuple[Form, Form]:
    table, data = partial(write_csv, columns, row_of), partial(write_json, name, as_dict)
    return (
        Form("csv", ".csv", "text/csv; charset=utf-8", "CSV", MOST, table, use="table", is_file=True),
        Form("json", ".json", "application/json", "JSON", MOST, data, use="data"),
    )


ITEMS = _forms("items", COLUMNS, row, item_as_dict)
PRACTICES = _forms("practices", OF_PRACTICES, row_of_practice, practice_as_dict)
