"""Any bytes in: the protocol's right error or a notice, never a 500, the same on both databases."""

import json

import pytest

from tests.resources.api import library
from tests.test_hostile_input import HUGE, VALUES

pytestmark = pytest.mark.django_db
# Address → parameters of it. How words and facets are read, tests/test_hostile_input.py tries on the page.
NAMES = {
    "resources": ("q", "author", "limit", "cursor", "fields", "format"),
    "items": ("q", "who"),
    "findings": ("practice", "direction"),
    "authors": ("cursor",),
    "changes": ("since", "cursor"),
    "suggest": ("q",),
}
ACCEPTED = ["", "*/*", "text/html", "application/xml;q=0.9", "q=;,,;", "application/json; charset=\xff", "x" * 3_000]


@pytest.fixture(autouse=True)
def nothing_counted(settings):
    settings.API_REQUESTS_A_MINUTE = 0
    library.lay()


def test_every_parameter_takes_any_bytes(client):
    for path, names in NAMES.items():
        for name in names:
            for value in VALUES.values():
                answer = client.get(f"/api/v1/{path}?{name}={value}")
                assert answer.status_code in (200, 400, 404, 422), (path, name, value[:40])
                assert json.loads(answer.content)


def test_every_address_takes_any_name(client):
    for path in ("resources", "items", "practices", "", "x"):
        for value in (
            *VALUES.values(),
            HUGE,
            f"ICPR-{HUGE}",
            "ICPR-999999999",
            "ICPR-٠٠٠٠٠١",
            "1.1.1.1",
            "../x",
            "1/1",
        ):
            answer = client.get(f"/api/v1/{path}/{value}")
            assert answer.status_code in (400, 404), (path, value[:40])
            assert answer["Content-Type"] == "application/problem+json"


def test_a_limit_is_one_to_a_hundred(client):
    for limit in ("0", "-1", "101", "1000000000", HUGE, "1e9", "x", "", "NaN"):
        answer = client.get(f"/api/v1/resources?limit={limit}")
        assert answer.status_code == 422, limit
        assert json.loads(answer.content)["errors"][0]["parameter"] == "limit"


def test_of_a_parameter_that_is_repeated_the_last_is_read(client):
    found = json.loads(client.get("/api/v1/resources?limit=x&limit=1&sort=title&sort=newest").content)
    assert len(found["records"]) == 1


def test_whatever_is_accepted_json_is_answered(client):
    for accepted in ACCEPTED:
        answer = client.get("/api/v1/resources?format=html", headers={"Accept": accepted, "Range": "bytes=0-3"})
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/json"), accepted
        assert "Vary" not in answer


def test_ten_thousand_names_are_no_burden(client):
    answer = client.get("/api/v1/resources?" + "&".join(f"x{number}=1" for number in range(900)))
    assert len(json.loads(answer.content)["notices"]) == 10
