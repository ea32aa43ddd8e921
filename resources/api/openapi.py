"""The OpenAPI 3.1 document: what ninja knows of parameters and shapes, and what else can be answered."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from icpr.lib.http.problems import PROBLEM
from icpr.lib.http.site import absolute
from resources.api import PREFIX, schemas
from resources.api.answers import JSON
from resources.api.description import description

EXAMPLES = Path(__file__).with_name("examples.json")
REF = "#/components/schemas/"
# Code → what it means, and the shape of its body.
ERRORS = {
    "400": ("The query cannot be read, or the cursor was not given for it.", "Problem"),
    "404": ("Nothing public has this address.", "Problem"),
    "410": ("It was public and no longer is; with what was last public of it.", "Gone"),
    "422": ("A parameter that shapes the answer cannot be used.", "Invalid"),
    "429": ("Too many requests from one network.", "Problem"),
    "503": ("The library cannot be read at the moment.", "Problem"),
}
WAITS = ("429", "503")
HEADERS = {
    "ETag": "Names this answer, for `If-None-Match`.",
    "Link": 'The address of the next page, with `rel="next"`; not on the last.',
    "Retry-After": "How many seconds to wait.",
}


def document() -> dict[str, Any]:
    """The document, for this site's address and limit."""
    return json.loads(_written(settings.SITE_URL, settings.API_REQUESTS_A_MINUTE))


@cache
def _written(site: str, most: int) -> str:
    from resources.api.v1 import api

    found = json.loads(json.dumps(api.get_openapi_schema(path_prefix=PREFIX)))
    found["info"]["description"] = description(most)
    found["servers"] = [{"url": site}]
    found["externalDocs"] = {"url": absolute("/api/"), "description": "How to use it, with examples."}
    components = found["components"]
    for shape in (schemas.Problem, schemas.Invalid, schemas.Gone):
        described = shape.model_json_schema(ref_template=REF + "{model}")
        components["schemas"] |= described.pop("$defs", {}) | {shape.__name__: described}
    components["schemas"]["PartOfRecord"]["required"] = ["number"]
    components["headers"] = {
        name: {"description": text, "schema": {"type": "string"}} for name, text in HEADERS.items()
    }
    components["responses"] = {code: _error(code, *told) for code, told in ERRORS.items()}
    _drop_titles(found)
    examples = json.loads(EXAMPLES.read_text())
    for operation in operations(found):
        _complete(operation, examples.get(operation["operationId"]))
    _drop_unused(found)
    return json.dumps(found, ensure_ascii=False)


def operations(found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for methods in found["paths"].values():
        yield from methods.values()


def _error(code: str, text: str, shape: str) -> dict[str, Any]:
    content = {PROBLEM: {"schema": {"$ref": f"{REF}{shape}"}}}
    headers = {"headers": {"Retry-After": _header("Retry-After")}} if code in WAITS else {}
    return {"description": text, "content": content} | headers


def _header(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/headers/{name}"}


def _complete(operation: dict[str, Any], example: Any) -> None:
    parameters, answers = operation["parameters"], operation["responses"]
    for parameter in parameters:
        parameter.pop("examples", None)  # of a parameter they have another form; its schema has them
        parameter["schema"].pop("description", None)
        if parameter["schema"].get("items", {}).get("enum"):
            parameter |= {"style": "form", "explode": False}
    is_of_one = any(parameter["in"] == "path" for parameter in parameters)
    is_shaped = any(parameter["name"] in ("limit", "since") and parameter["in"] == "query" for parameter in parameters)
    codes = ["400", "429", "503", *(["404"] if is_of_one else []), *(["422"] if is_shaped else [])]
    for code in {*codes, *(answers.keys() & ERRORS.keys())}:
        answers[code] = {"$ref": f"#/components/responses/{code}"}
    is_paged = any(parameter["name"] == "cursor" for parameter in parameters)
    answers["200"]["description"] = operation["summary"] + "."
    answers["200"]["headers"] = {name: _header(name) for name in ("ETag", *(["Link"] if is_paged else []))}
    if example:
        answers["200"]["content"][JSON]["example"] = example
    answers["304"] = {"description": "Nothing has changed since the answer of this ETag."}
    if "301" in answers:
        location = {"description": "The present address.", "schema": {"type": "string", "format": "uri"}}
        answers["301"] = {"description": "It has another address now.", "headers": {"Location": location}}
    operation["responses"] = dict(sorted(answers.items()))


def _drop_titles(node: Any) -> None:
    """Those that pydantic makes of names, which say nothing more."""
    if isinstance(node, dict):
        if isinstance(node.get("title"), str) and "version" not in node:
            del node["title"]
        for value in node.values():
            _drop_titles(value)
    elif isinstance(node, list):
        for value in node:
            _drop_titles(value)


def _drop_unused(found: dict[str, Any]) -> None:
    """Shapes that are only ways to declare parameters."""
    shapes, text = found["components"]["schemas"], json.dumps(found)
    found["components"]["schemas"] = {name: shape for name, shape in shapes.items() if f'"{REF}{name}"' in text}
