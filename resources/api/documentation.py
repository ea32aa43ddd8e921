"""What the page about the API shows, from its OpenAPI document."""

from dataclasses import dataclass
from http import HTTPStatus
from itertools import groupby
from typing import Any

from django.conf import settings

from icpr.lib.http.site import absolute
from resources.api import PREFIX, openapi
from resources.api.description import INTRODUCTION, rules

# What each address is tried with, by its `operationId`: the rest of the address, and a query. A test asks for each.
TRIED_WITH = {
    "begin": "",
    "listResources": "resources?q=use+of+force&kind=model-policy&limit=5",
    "readResource": "resources/ICPR-000128",
    "listPillars": "pillars",
    "listFocusAreas": "focus-areas",
    "listTopics": "topics",
    "listTags": "tags?limit=50",
    "listPublishers": "publishers?limit=50",
    "listAuthors": "authors?limit=50",
    "listItems": "items?pillar=community-policing-crime-reduction&rating=proven&who=anyone",
    "readItem": "items/1.5.1",
    "listPractices": "practices",
    "readPractice": "practices/hot-spots-policing",
    "listFindings": "findings?direction=helps&strength=reviews,trial",
    "listChanges": "changes?since=2026-11-01T00:00:00Z",
    "suggest": "suggest?q=body+w",
}


@dataclass(frozen=True)
class Parameter:
    name: str
    description: str
    note: str  # the default, what it may be


@dataclass(frozen=True)
class Operation:
    """An address, as the page shows it. anchor: what links to it here are written with."""

    anchor: str
    path: str
    summary: str
    description: str
    parameters: list[Parameter]
    answers: list[tuple[str, str]]
    curl: str


def page() -> dict[str, Any]:
    """The context of the page's template."""
    found = openapi.document()
    operations = [
        (one["tags"][0], _operation(path, one)) for path, each in found["paths"].items() for one in each.values()
    ]
    parts = [(tag, [one for _, one in some]) for tag, some in groupby(operations, key=lambda pair: pair[0])]
    return {
        "introduction": INTRODUCTION,
        "rules": rules(settings.API_REQUESTS_A_MINUTE),
        "parts": parts,
        "begin": absolute(PREFIX),
        "openapi": absolute(f"{PREFIX}openapi.json"),
        "first": curl(TRIED_WITH["listResources"]),
        "again": f"curl -i -H 'If-None-Match: \"…\"' '{absolute(PREFIX)}pillars'",
    }


def curl(rest: str) -> str:
    return f"curl '{absolute(PREFIX)}{rest}'"


def _operation(path: str, told: dict[str, Any]) -> Operation:
    answers = {
        code: openapi.ERRORS[code][0] if code in openapi.ERRORS else one["description"]
        for code, one in told["responses"].items()
    }
    return Operation(
        anchor=told["operationId"],
        path=path,
        summary=told["summary"],
        description=told.get("description", ""),
        parameters=[_parameter(one) for one in told["parameters"]],
        answers=[(f"{code} {HTTPStatus(int(code)).phrase}", text) for code, text in answers.items()],
        curl=curl(TRIED_WITH[told["operationId"]]),
    )


def _parameter(told: dict[str, Any]) -> Parameter:
    schema = told["schema"]
    words = schema.get("items", {}).get("enum")
    notes = [
        "required" if told["required"] and told["in"] == "query" else "",
        f"{schema['minimum']} to {schema['maximum']}" if "maximum" in schema else "",
        f"by default {schema['default']}" if schema.get("default") else "",
        f"separated by commas: {', '.join(words)}" if words else "",
    ]
    return Parameter(told["name"], told.get("description", ""), "; ".join(filter(None, notes)))
