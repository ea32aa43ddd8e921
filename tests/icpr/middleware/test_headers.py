import pytest

from icpr.middleware.headers import HEADERS
from tests.factories import make_resource

PAGES = [
    "/",
    "/resources/",
    "/resources/?q=x",
    "/about/",
    "/whats-new/",
    "/tags/",
    "/nothing/",
    "/robots.txt",
]
STAFF = ["/admin/", "/admin/login/"]
OF_DJANGO = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", PAGES + STAFF)
def test_works_on_every_answer(client, path):
    response = client.get(path)
    assert {name: response.get(name) for name in HEADERS | OF_DJANGO} == HEADERS | OF_DJANGO


def test_the_policy_allows_nothing_unsafe_and_nobody_else():
    policy = dict(part.strip().partition(" ")[::2] for part in HEADERS["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    words = {word for sources in policy.values() for word in sources.split()}
    assert words == {"'none'", "'self'", "data:"}


@pytest.mark.parametrize("path", PAGES)
def test_public_pages_set_no_cookie_and_do_not_vary_on_one(client, path):
    make_resource(title="A guide")
    client.cookies["sessionid"] = "somebody"
    response = client.get(path)
    assert response.cookies == {}
    assert "cookie" not in response.get("Vary", "").lower()


def test_a_record_sets_no_cookie_either(client):
    response = client.get(make_resource().get_absolute_url())
    assert response.cookies == {}
    assert "cookie" not in response.get("Vary", "").lower()


@pytest.mark.parametrize("path", ["/resources/", "/", "/admin/login/"])
def test_more_parameters_than_anyone_types_are_refused_helpfully(client, path):
    response = client.get(path + "?" + "&".join(f"a{number}=" for number in range(1_001)))
    assert response.status_code == 400
    assert "could not be read" in response.content.decode()
    assert response["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


def test_a_thousand_parameters_are_read(client):
    assert client.get("/about/?" + "&".join(f"a{number}=" for number in range(1_000))).status_code == 200
