"""What is true of every answer of the API, whoever makes it."""

import json

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.test import Client

from icpr.middleware import open_api
from resources.api import terms
from tests.factories import make_resource
from tests.reading import Reader

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_counted():
    open_api.limit.forget()
    yield
    open_api.limit.forget()


def problem(answer, code: int) -> dict:
    assert (answer.status_code, answer["Content-Type"]) == (code, "application/problem+json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    told = json.loads(answer.content)
    assert (told["type"], told["status"]) == ("about:blank", code)
    assert told["detail"]
    return told


def test_works(client):
    client.force_login(User.objects.create_superuser("root"))
    answer = client.get("/api/v1/pillars", headers={"Origin": "https://elsewhere.example"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Access-Control-Allow-Credentials" not in answer
    assert "Vary" not in answer
    assert not answer.cookies


def test_other_pages_are_not_open_to_scripts(client):
    for address in ("/", "/api/", "/resources/", "/api/v1"):
        answer = client.get(address)
        assert "Access-Control-Allow-Origin" not in answer, address
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin", address


def test_a_browser_that_asks_first_is_answered(client):
    asked = {"Origin": "https://elsewhere.example", "Access-Control-Request-Headers": "if-none-match"}
    for address in ("/api/v1/resources", "/api/v1/nothing"):
        answer = client.options(address, headers=asked | {"Access-Control-Request-Method": "GET"})
        assert (answer.status_code, answer.content) == (204, b"")
        assert answer["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
        assert answer["Access-Control-Allow-Headers"] == "*"


def test_errors_that_django_makes_are_problems_too(client):
    problem(client.get("/api/v1/nothing"), 404)
    problem(client.get("/api/v1/resources/"), 404)
    problem(client.get("/api/v1/resources?" + "x&" * 1_001), 400)
    for method in ("post", "put", "patch", "delete", "trace"):
        answer = getattr(client, method)("/api/v1/resources")
        assert problem(answer, 405)["allowed"] == ["GET", "HEAD", "OPTIONS"]
        assert answer["Allow"] == "GET, HEAD, OPTIONS"
    problem(client.get("/api/v1/resources", headers={"Host": "elsewhere.example"}), 400)


def test_a_fault_and_a_locked_database(monkeypatch):
    """Both in the code of an address: the first is a fault of ours, the other passes."""
    client = Client(raise_request_exception=False)
    for error, code in ((ValueError("a secret"), 500), (OperationalError("database is locked"), 503)):

        def fail(model, error=error):
            raise error

        monkeypatch.setattr(terms, "_summaries", fail)
        answer = client.get("/api/v1/pillars")
        assert "secret" not in str(problem(answer, code))
        assert answer["Cache-Control"] == "no-store"
        assert answer.get("Retry-After") == ("30" if code == 503 else None)


def test_head_is_get_without_the_body(client):
    make_resource(title="A guide")
    for address in ("/api/v1/resources", "/api/v1/resources/a-guide", "/api/v1/resources/nothing", "/api/v1/nothing"):
        read, asked = client.get(address), client.head(address)
        assert (asked.status_code, asked["Content-Type"]) == (read.status_code, read["Content-Type"])
        assert asked["Content-Length"] == read["Content-Length"] == str(len(read.content))
        assert not asked.content


def test_too_many_requests_are_refused(client, settings):
    settings.API_REQUESTS_A_MINUTE = 2
    answers = [client.get("/api/v1/pillars") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    told = problem(answers[-1], 429)
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    assert "2 requests a minute" in told["detail"]
    assert client.get("/api/v1/pillars", REMOTE_ADDR="192.0.2.7").status_code == 200  # another network
    assert client.options("/api/v1/pillars").status_code == 204
    assert client.get("/pillars/").status_code == 200
    settings.API_REQUESTS_A_MINUTE = 0
    assert client.get("/api/v1/pillars").status_code == 200


def test_a_request_that_is_counted_writes_nothing(client, django_assert_num_queries):
    client.get("/api/v1/pillars")
    with django_assert_num_queries(2):  # the edition, and the summaries
        client.get("/api/v1/pillars")


def test_an_answer_that_is_had_already_is_a_short_one():
    make_resource(title="A guide")
    reader, scripts = Reader(), {"Origin": "https://elsewhere.example"}
    for address in ("/api/v1/resources", "/api/v1/resources/a-guide", "/api/v1/", "/api/"):
        made = reader.get(address, **scripts)
        assert reader.get(address, **scripts | {"If-None-Match": made.etag}).code == 304, address
    make_resource(title="Another guide")
    assert reader.get("/api/v1/resources", **{"If-None-Match": made.etag}).code == 200
