"""The pages about privacy and accessibility, and security.txt: true to the settings and constants behind them."""

import gc
import importlib
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from icpr.accounts import sessions
from icpr.audit.models import KEPT
from icpr.kept import expiry
from icpr.legal_pages import LIMITS_LAST_DAYS
from icpr.limits.throttling import Limit
from resources.feedback.models import QUIET_KEPT
from resources.models.address_reports import KEPT_AFTER_DECISION, KEPT_UNDECIDED

ROOT = Path(__file__).parents[2]


def text(client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


@pytest.mark.parametrize("address", ["/privacy/", "/accessibility/"])
def test_works_without_a_question_to_the_database(client, db, django_assert_num_queries, address):
    with django_assert_num_queries(0):
        answer = client.get(address)
    assert answer.status_code == 200
    assert not answer.cookies
    assert f'href="{address}"' in client.get("/about/").content.decode().partition('<footer class="foot">')[2]


def test_the_numbers_are_those_of_the_site(client, settings):
    settings.SEARCH_LOG_DAYS, settings.BACKUP_DAYS = 123, 45
    page = text(client, "/privacy/")
    for part in (
        "for 123 days",
        "for up to 45 days",
        f"after {sessions.IDLE // timedelta(hours=1)} hours without use",
        f"the network address for {KEPT.days} days",
        f"for {expiry.UNUSED_DAYS} days is deleted",
        f"are deleted {KEPT_AFTER_DECISION.days} days after the decision, or {KEPT_UNDECIDED.days} days after you sent",
        f"are deleted {KEPT_AFTER_DECISION.days} days after the answer, or {KEPT_UNDECIDED.days} days after you sent",
        f"is deleted after {QUIET_KEPT.days} days",
    ):
        assert part in page, part


def test_searches_that_are_not_counted_are_said_not_to_be(client, settings):
    settings.SEARCH_LOG_DAYS = 0
    assert "Searches are not counted." in text(client, "/privacy/")


def test_what_is_opened_is_said_to_be_counted_and_how_to_be_left_out(client, settings):
    settings.USAGE_DAYS, settings.SEARCH_LOG_DAYS = 234, 0
    page = text(client, "/privacy/")
    for part in ("What is opened is counted.", "for 234 days", "5 or more came", "Global Privacy Control"):
        assert part in page, part
    settings.USAGE_DAYS = 0
    page = text(client, "/privacy/")
    assert "What is opened is not counted." in page
    assert "To be left out." not in page
    settings.SEARCH_LOG_DAYS = 9
    assert "To be left out." in text(client, "/privacy/")


def test_no_limit_counts_longer_than_is_said():
    for path in (path for app in ("icpr", "pillars", "resources") for path in (ROOT / app).rglob("*.py")):
        if re.search(r"= Limit\(", path.read_text()):
            importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    limits = [found for found in gc.get_objects() if type(found) is Limit]  # `isinstance` would wake lazy objects
    assert [limit.name for limit in limits if limit.seconds > LIMITS_LAST_DAYS * 86_400] == []


def test_the_service_page_has_the_same_numbers():
    service = (ROOT / "docs" / "service.md").read_text()
    assert f"{expiry.UNUSED_DAYS + expiry.GRACE_DAYS} days after they were last opened" in service
    assert f"{sessions.IDLE // timedelta(hours=1)} hours without use, {sessions.ABSOLUTE.days} days at most" in service
    assert f"with network address | database | {KEPT.days} days" in service


@pytest.mark.parametrize("address", ["/privacy/", "/accessibility/"])
def test_whom_to_write_to(client, settings, address):
    settings.CONTACT_EMAIL = ""
    assert 'href="/about/#contact"' in text(client, address)
    settings.CONTACT_EMAIL = "library@example.org"
    assert 'href="mailto:library@example.org"' in text(client, address)


def test_security_txt_works(client, settings):
    settings.CONTACT_EMAIL, settings.SITE_URL = "library@example.org", "https://library.example.org"
    answer = client.get("/.well-known/security.txt", headers={"Host": "localhost"})
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines())
    assert fields["Contact"] == "mailto:library@example.org"
    assert fields["Canonical"] == "https://library.example.org/.well-known/security.txt"
    assert fields["Policy"] == "https://library.example.org/privacy/#weakness"
    assert 'id="weakness"' in text(client, "/privacy/")
    left = datetime.fromisoformat(fields["Expires"]) - datetime.now(UTC)
    assert timedelta(days=30) < left < timedelta(days=365)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("security@example.org", "mailto:security@example.org"),
        ("https://example.org/report", "https://example.org/report"),
        ("mailto:security@example.org", "mailto:security@example.org"),
    ],
)
def test_a_contact_for_weaknesses_alone_comes_first(client, settings, given, told):
    settings.CONTACT_EMAIL, settings.SECURITY_CONTACT = "library@example.org", given
    assert f"Contact: {told}\n" in client.get("/.well-known/security.txt").content.decode()
    assert f'href="{told}"' in text(client, "/privacy/")


def test_security_txt_is_not_there_without_a_contact(client, settings, db):
    settings.CONTACT_EMAIL = settings.SECURITY_CONTACT = ""
    assert client.get("/.well-known/security.txt").status_code == 404
