"""A line of the log for each request, where wanted: what happened, and nothing of who or what was asked for."""

import json
import logging
from io import StringIO

import pytest
from django.test import Client

from icpr.lib import tokens
from icpr.lib.logs.formatters import JsonFormatter, request_id
from tests.factories import make_resource

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(settings):
    """The lines about requests so far, as a machine reads them."""
    settings.ACCESS_LOG = True
    held = StringIO()
    handler = logging.StreamHandler(held)
    handler.setFormatter(JsonFormatter())
    logger = logging.getLogger("icpr.access")
    logger.addHandler(handler)
    yield lambda: [json.loads(each) for each in held.getvalue().splitlines()]
    logger.removeHandler(handler)


def test_works(client, lines):
    record = make_resource(title="Quagga care")
    client.get(record.get_absolute_url())
    [line] = lines()
    assert line["route"] == "resource"
    assert (line["method"], line["status"]) == ("GET", 200)
    assert isinstance(line["ms"], int)
    assert len(line["request_id"]) == 16
    assert set(line) == {"time", "level", "logger", "message", "method", "route", "status", "ms", "request_id"}


def test_nothing_of_who_or_what(client, lines):
    token = tokens.new_token()
    headers = {
        "user-agent": "quagga",
        "referer": f"https://library.test/plan/{token}/",
        "x-forwarded-for": "203.0.113.9",
    }
    for address in (
        f"/plan/{token}/",
        f"/plan/{token}",
        "/resources/?q=quagga",
        "/quagga/",
        "/suggest?q=quagga",
        "/static/quagga",
    ):
        client.get(address, headers=headers, REMOTE_ADDR="203.0.113.9")
    assert [line["route"] for line in lines()] == ["plan", "none", "resources", "none", "suggest", "static"]
    for word in (token, "quagga", "203.0.113.9"):
        assert word not in json.dumps(lines())


@pytest.mark.parametrize("method", ["BREW", "TOKEN-abc", "x" * 900])
def test_a_made_up_method_is_not_repeated(client, lines, method):
    client.generic(method, "/about/")
    assert lines()[0]["method"] == "other"


def test_a_failed_request_has_its_line_and_its_reference(client, lines, tmp_path, settings):
    broken = tmp_path / "icpr" / "about.html"
    broken.parent.mkdir()
    broken.write_text("{{ focus_areas|no_such_filter }}")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}]
    client.raise_request_exception = False
    page = client.get("/about/").content.decode()
    [line] = lines()
    assert line["status"] == 500
    assert f"<code>{line['request_id']}</code>" in page


def test_health_is_not_logged(client, lines):
    client.get("/healthz")
    client.get("/readyz")
    assert lines() == []


def test_none_is_written_unless_wanted(client, lines, settings):
    settings.ACCESS_LOG = False
    client.get("/about/")
    assert lines() == []


def test_each_request_has_its_own_name_and_leaves_none_behind(client, lines):
    for _ in range(3):
        client.get("/about/")
    assert len({line["request_id"] for line in lines()}) == 3
    assert request_id.get() == ""


def test_the_name_of_a_trusted_proxy_is_kept(client, lines, settings):
    given = {"x-request-id": "0af7651916cd43dd8448eb211c80319c"}
    client.get("/about/", headers=given)
    settings.BEHIND_PROXY = True
    client.get("/about/", headers=given)
    assert lines()[0]["request_id"] != given["x-request-id"]
    assert lines()[1]["request_id"] == given["x-request-id"]


@pytest.mark.parametrize("given", ["", "short", "x" * 65, 'a"b\\c-1234', "a b c d e f", "<script>alert", "päper-12345"])
def test_a_name_that_is_not_well_formed_is_replaced(client, lines, settings, given):
    settings.BEHIND_PROXY = True
    client.get("/about/", headers={"x-request-id": given})
    assert len(lines()[0]["request_id"]) == 16
    assert given == "" or given not in json.dumps(lines())


def test_public_answers_do_not_carry_it():
    """Two answers of one page are the same to a cache."""
    first, second = (Client().get("/about/") for _ in range(2))
    assert first.headers == second.headers
    assert first.content == second.content
