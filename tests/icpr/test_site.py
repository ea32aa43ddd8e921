"""Every full address that is written down is the site's own, whatever host a request names."""

import re
from pathlib import Path

import pytest
from django.urls import NoReverseMatch, reverse
from icalendar import Calendar

from icpr.lib.http.site import absolute, local_address
from resources.models import PreviewLink
from tests.factories import make_document, make_item, make_pillar, make_resource
from tests.icpr.lib.http.test_secret_addresses import routes
from tests.pillars.plans.conftest import Visitor, nonce

ROOT = Path(__file__).parents[2]
FORGED = "localhost:6666"
FROM_THE_REQUEST = re.compile(
    r"build_absolute_uri|get_host\b|get_current_site|RequestSite|HTTP_HOST|SERVER_NAME|get_port\b"
    r"""|headers(\.get\(|\[)["']Host|request\.scheme|X-Forwarded-Host"""
)
# The first two compare, with where a request arrives, where its form comes from and where it is to be led on to;
# the last hands the request on.
WRITES_NOTHING = {"icpr/lib/http/origin.py", "icpr/accounts/adapters.py", "icpr/server/answers.py"}
WRITES_NOTHING |= {"icpr/middleware/public_addresses.py"}  # tells answers for one host from those for another
WRITES_NOTHING |= {"resources/reading_lists/views/common.py"}  # compares where a reader came from
WRITES_NOTHING |= {"resources/usage/referrers.py"}  # so does this

pytestmark = pytest.mark.django_db


def test_works(settings):
    settings.SITE_URL = "https://library.example.org"
    assert absolute("/about/") == "https://library.example.org/about/"


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://[::1]:8000"),
        ("library", "http://library:8000"),
    ],
)
def test_in_development_it_is_the_address_that_is_printed(host, address):
    assert local_address(host, 8000) == address


def test_no_code_and_no_template_asks_the_request_for_it():
    code = [path for app in ("icpr", "pillars", "resources") for path in (ROOT / app).rglob("*.py")]
    pages = (ROOT / "templates").rglob("*.html")
    found = {str(path.relative_to(ROOT)) for path in [*code, *pages] if FROM_THE_REQUEST.search(path.read_text())}
    assert found == WRITES_NOTHING


@pytest.fixture
def library(settings):
    settings.ALLOWED_HOSTS = ["*"]
    record = make_resource(title="Trust", pillars=[make_pillar(number=1)], tags=["youth"])
    make_document(resource=record)
    make_item(number="1.1")
    return record


def public_addresses(record) -> list[str]:
    """Every address without parameters, and one with for each kind of page."""
    plain = []
    for name, route, _ in routes():
        if name and not route.startswith("admin/"):
            try:
                plain.append(reverse(name))
            except NoReverseMatch:
                continue
    return [*plain, record.get_absolute_url(), record.permanent_url, "/blueprint/1.1/", "/tags/youth/", "/nowhere/"]


def test_a_forged_host_stands_on_no_page(client, library):
    addresses = public_addresses(library)
    assert {"/", "/robots.txt", "/sitemap.xml", "/plan/", library.get_absolute_url()} <= set(addresses)
    for address in addresses:
        answer = client.get(address, headers={"host": FORGED})
        shown = f"{answer.headers}{answer.content.decode()}"
        assert answer.status_code < 500 or address == "/readyz", address  # ready is no site inside a test's transaction
        assert "6666" not in shown, address
    for address in ("/robots.txt", "/sitemap.xml", "/about/"):
        assert absolute("/") in client.get(address, headers={"host": FORGED}).content.decode()


def test_a_forged_host_stands_in_no_message_and_no_address_to_copy(library, mailoutbox):
    visitor = Visitor()
    visitor.client.defaults["HTTP_HOST"] = FORGED
    plan = visitor.start(item="1.1")
    visitor.post(f"{plan}addresses/share/", at=f"{plan}addresses/")
    page = visitor.get(f"{plan}addresses/")
    assert "6666" not in page
    assert page.count(f'value="{absolute("/plan/")}') == 2
    visitor.client.post(f"{plan}addresses/mail/", {"nonce": nonce(page), "email": "chief@example.org"})
    [letter] = mailoutbox
    assert absolute(plan) in letter.body
    assert "6666" not in f"{letter.message()}"


def test_a_forged_host_stands_in_no_preview_link(admin_client, library):
    draft = make_resource(published=False)
    PreviewLink.objects.create(resource=draft)
    page = admin_client.get(f"/admin/resources/resource/{draft.pk}/change/", headers={"host": FORGED}).content.decode()
    assert absolute("/preview/") in page
    assert "6666" not in page


def test_the_way_to_https_leads_to_the_site(client, library, settings):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_SSL_HOST = True, "library.example.org"  # see test_settings
    answer = client.get("/about/", headers={"host": FORGED})
    assert answer["Location"] == "https://library.example.org/about/"


def test_a_calendar_knows_an_event_for_ever(library, settings):
    visitor = Visitor()
    plan = visitor.start(item="1.1")
    visitor.post(f"{plan}items/1.1/", status="planned", due_on="2027-06-30")
    names = set()
    for host, site, secret in (
        (FORGED, "https://old.example.org", "a" * 50),
        ("x", "https://new.example.org", "b" * 50),
    ):
        settings.SITE_URL, settings.SECRET_KEY = site, secret
        visitor.client.defaults["HTTP_HOST"] = host
        calendar = visitor.get(f"{plan}plan.ics")
        assert "example.org" not in calendar
        [event] = Calendar.from_ical(calendar).walk("VEVENT")
        names.add(str(event["UID"]))
    assert len(names) == 1


def test_two_plans_have_different_events(library):
    visitor, names = Visitor(), set()
    for _ in range(2):
        plan = visitor.start(item="1.1")
        visitor.post(f"{plan}items/1.1/", status="planned", due_on="2027-06-30")
        [event] = Calendar.from_ical(visitor.get(f"{plan}plan.ics")).walk("VEVENT")
        names.add(str(event["UID"]))
    assert len(names) == 2


def test_plans_from_before_get_keys_of_their_own():
    from importlib import import_module
    from uuid import uuid4

    from django.apps import apps

    from pillars.models import Plan
    from tests.factories import make_plan

    shared = uuid4()
    for _ in range(3):
        make_plan(calendar_key=shared)
    import_module("pillars.migrations.0010_plan_calendar_key").give_each_its_own(apps, None)
    keys = set(Plan.objects.values_list("calendar_key", flat=True))
    assert len(keys) == 3
    assert shared not in keys
