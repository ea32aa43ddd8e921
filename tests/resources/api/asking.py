"""Asking the API as a program would."""

import json
from urllib.parse import urlsplit


def ask(client, rest: str, code: int = 200, **headers):
    """What the API answers at an address below /api/v1/, or at a whole one. Asserts the status and the kind of JSON."""
    parts = urlsplit(rest)
    path = parts._replace(scheme="", netloc="").geturl() if parts.scheme else f"/api/v1/{rest}"
    answer = client.get(path, headers=headers)
    assert answer.status_code == code, (path, answer.content[:500])
    assert answer["Content-Type"] == ("application/json" if code == 200 else "application/problem+json"), path
    assert not answer.cookies
    assert "Vary" not in answer
    assert answer["Access-Control-Allow-Origin"] == "*"
    return json.loads(answer.content)


def numbers(page: dict) -> list[str]:
    return [record["number"] for record in page["records"]]


def walk(client, rest: str, between=lambda page: None) -> list[str]:
    """The numbers of all records of a query, page by page. `between` is called with the pages that a next one has."""
    page = ask(client, rest)
    found = numbers(page)
    while page["next"]:
        between(page)
        page = ask(client, page["next"])
        found += numbers(page)
    return found
