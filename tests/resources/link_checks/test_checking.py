"""Checks from the table to the table: what is due is asked, each result is stored, and "gone" takes three days."""

import time
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from icpr.jobs.execution import make_due, perform_due
from icpr.jobs.leases import claim
from icpr.jobs.registry import JOBS
from resources.link_checks import checking, collecting
from resources.link_checks.answers import Answer, Fault, Known
from resources.link_checks.guarded import Rules
from resources.link_checks.management.commands.check_links import Command
from resources.link_checks.models import CheckedAddress, State
from resources.link_checks.storing import store
from resources.models import Publisher, Status
from tests.factories import make_document, make_example, make_finding, make_item, make_resource
from tests.resources.link_checks.site import answer, html

pytestmark = pytest.mark.django_db
RULES = Rules("Test", seconds=3.0, pause=0.0, allow_loopback=True)
NOW = timezone.localtime().replace(hour=12) - timedelta(days=1)  # an hour later is the same day


def addressed(url: str, **fields):
    return make_resource(official_url=url, address_evidence="own-page", **fields)


def checked(**options) -> dict[str, CheckedAddress]:
    """What was found, by the path."""
    collecting.collect(timezone.now())
    due = list(CheckedAddress.objects.due(timezone.now()))
    rows = checking.check(due, rules=RULES, **options)
    return {row.url.partition("/")[2].partition("/")[2].partition("/")[2]: row for row in rows}


def row_of(url: str = "https://example.org/", **fields) -> CheckedAddress:
    return CheckedAddress.objects.create(url=url, host="example.org", due_at=NOW, **fields)


def test_works(site):
    site.pages = {
        "/ok": html("A paper"),
        "/moved": answer(301, Location="/ok"),
        "/members": answer(401),
        "/refused": answer(403),
        "/sold": html("x", "This domain is for sale"),
    }
    for path in (*site.pages, "/gone"):
        addressed(site.url(path))
    found = checked()
    assert {path: row.state for path, row in found.items()} == {
        "ok": State.OK,
        "moved": State.UNSURE,  # to this machine, where the library leads nobody
        "members": State.MEMBERS,
        "refused": State.UNSURE,
        "sold": State.PARKED,
        "gone": State.UNSURE,
    }
    stored = CheckedAddress.objects.get(url=site.url("/ok"))
    assert (stored.state, stored.code) == (State.OK, 200)
    assert None not in (stored.worked_at, stored.checked_at, stored.state_since)
    assert timedelta(days=6) < stored.due_at - timezone.now() < timedelta(days=8)
    assert checked() == {}


def test_all_places_are_asked_and_each_address_once():
    url = "https://example.org/paper"
    record = addressed(url)
    make_document(resource=record, url=url, address_evidence="own-page")
    make_document(resource=record, url="https://example.org/2", address_evidence="own-page")
    Publisher.objects.create(name="City Press", slug="city-press", directory_url="https://example.org/3")
    make_finding(url="https://example.org/4")
    make_example(url="https://example.org/5", item=make_item(source_url="https://example.org/6"))
    addressed("https://example.org/7", status=Status.WITHDRAWN, withdrawn_reason="Old.")
    assert collecting.collect(NOW) == 6
    assert collecting.collect(NOW) == 0
    assert [row.url[-1] for row in CheckedAddress.objects.order_by("url")] == [*"23456", "r"]
    record.delete()
    assert collecting.forget() == 2
    assert collecting.forget() == 0


def test_gone_after_failures_on_three_days():
    row, day = row_of(), timedelta(days=1)
    for hours, state in ((0, "unsure"), (1, "unsure"), (24, "unsure"), (25, "unsure"), (48, "gone")):
        store(row, Answer(row.url, status=404), NOW + timedelta(hours=hours))
        row.refresh_from_db()
        assert row.state == state, hours
    assert row.failed_days == 3
    store(row, Answer(row.url, status=503), NOW + 3 * day)
    assert row.state == State.GONE  # no better for a day out of order
    store(row, Answer(row.url, status=200), NOW + 4 * day)
    assert (row.state, row.failed_days) == (State.OK, 0)
    store(row, Answer(row.url, status=404), NOW + 5 * day)
    assert row.state == State.UNSURE


@pytest.mark.parametrize("last", [Answer("x", status=410), Answer("x", fault=Fault.NO_NAME)])
def test_what_failed_is_asked_on_the_next_day(last):
    row = row_of()
    store(row, last, NOW)
    assert timedelta(hours=20) < row.due_at - NOW < timedelta(hours=28)


def test_a_site_that_asks_for_patience_gets_it():
    row = row_of()
    store(row, Answer(row.url, status=429, retry_after=30 * 86_400), NOW)
    assert row.due_at == NOW + timedelta(days=30)


def test_what_is_the_same_still_works():
    row = row_of()
    store(row, Answer(row.url, status=200, known=Known('"a"', "")), NOW)
    assert row.etag == '"a"'
    store(row, Answer(row.url, status=304), NOW)
    assert (row.state, row.etag) == (State.OK, '"a"')


def test_each_result_is_stored_as_it_comes(site):
    """What is left when the work breaks off is due still, and no more."""
    site.pages["/0"] = site.pages["/1"] = answer(200)
    site.pages["/2"] = lambda request: time.sleep(0.3)
    for number in range(3):
        addressed(site.url(f"/{number}"))
    collecting.collect(NOW)
    beats = []

    def beat():
        beats.append(1)
        if CheckedAddress.objects.filter(state=State.OK).count() == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(checking.check(checking.due_piece(), beat, rules=RULES))
    assert [row.url[-1] for row in checking.due_piece()] == ["2"]


def test_a_piece_ends_in_time(site):
    for number in range(5):
        site.pages[f"/{number}"] = lambda request: (time.sleep(0.1), answer(200)(request))
        addressed(site.url(f"/{number}"))
    assert 1 <= len(checked(seconds=0.15)) < 5


def test_a_large_site_keeps_no_other_waiting():
    for number in range(10):
        addressed(f"https://large.example.org/{number}")
    addressed("https://small.example.org/")
    collecting.collect(NOW)
    assert [row.host for row in checking.due_piece()].count("large.example.org") == 5
    assert "small.example.org" in {row.host for row in checking.due_piece()}


def test_without_a_network_nothing_is_written():
    for number in range(2, 8):
        addressed(f"http://127.0.0.{number}:9/")
    collecting.collect(NOW)
    with pytest.raises(checking.NoNetwork, match="of 6"):
        list(checking.check(checking.due_piece(), rules=RULES))
    assert not CheckedAddress.objects.exclude(state=State.WAITING).exists()


def test_off_says_so(settings):
    assert "LINK_CHECKS is off" in checking.why_not()
    with pytest.raises(CommandError, match="LINK_CHECKS is off"):
        call_command("check_links")
    addressed("https://example.org/")
    make_due("check-links")
    assert [done.error for done in perform_due(only=["check-links"])] == [""]
    assert not CheckedAddress.objects.exists()
    settings.LINK_CHECKS = True
    assert checking.why_not() == ""


def test_says_who_asks(settings):
    settings.CONTACT_EMAIL = "library@example.org"
    assert checking.user_agent().endswith("(+https://library.test/about/; library@example.org)")


@pytest.fixture
def command(settings, monkeypatch):
    settings.LINK_CHECKS = True
    monkeypatch.setattr(Command, "rules", RULES)


def test_the_command_says_what_was_found(site, command, capsys):
    site.pages["/a"] = answer(200)
    record = addressed(site.url("/a"))
    addressed(site.url("/b"))
    call_command("check_links")
    said = capsys.readouterr().out
    assert "1 of 2  " in said
    assert f"{site.url('/a')}  Works" in said
    assert f"{site.url('/b')}  Not sure: The page is not there (code 404). Seen on 1 of 3 days." in said
    call_command("check_links", "--only-due")
    assert "nothing to check" in capsys.readouterr().out
    call_command("check_links", "--record", record.permanent_number)
    assert "1 of 1  " in capsys.readouterr().out


@pytest.mark.parametrize("number", ["ICPR-000099", "x", "", "99999999999999999999"])
def test_the_command_knows_no_such_record(command, number):
    addressed("https://example.org/")
    if number:
        with pytest.raises(CommandError, match="There is no record"):
            call_command("check_links", "--record", number)


def test_the_command_waits_for_a_server(command, monkeypatch):
    monkeypatch.setattr("resources.link_checks.management.commands.check_links.TURN_SECONDS", 0)
    make_due("check-links")
    assert claim(JOBS["check-links"])
    with pytest.raises(CommandError, match="A server checks links"):
        call_command("check_links")
