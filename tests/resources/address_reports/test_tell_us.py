"""The form by which a reader tells where a work is, or that a link does not work: no account, script or cookie."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from icpr.lib.http import outside_addresses, reader_form
from icpr.limits.models import Count
from icpr.limits.throttling import Limit
from resources.address_reports import forms, receiving
from resources.models import AddressReport, Resource
from tests.factories import make_document, make_resource
from tests.resources.staff import fields_of

pytestmark = pytest.mark.django_db

FOUND = "https://www.theiacp.org/resources/the-work"
OLD = "https://example.org/moved"


def asks(record: Resource, query: str = "") -> str:
    return reverse("tell-us", args=[record.permanent_number]) + query


def form(record: Resource, query: str = "", **typed) -> dict:
    """What a browser would send of the page's form, with what was typed."""
    answer = Client().get(asks(record, query))
    assert answer.status_code == 200
    return fields_of(answer.content, lambda each: each.get("class") == "tell__form") | typed


def send(record: Resource, query: str = "", client=None, **typed):
    return (client or Client(enforce_csrf_checks=True)).post(asks(record), form(record, query, **typed))


def linked(**fields) -> Resource:
    return make_resource(official_url=OLD, address_evidence="own-page", **fields)


def page_text(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_works():
    record = make_resource(title="Use of Force")
    answer = send(record, address=FOUND, note="Page 3", email="reader@example.org")
    assert answer.status_code == 303
    assert not answer.cookies
    report = AddressReport.objects.get()
    assert (report.resource, report.document, report.sort) == (record, None, "known")
    assert (report.proposed, report.reported, report.note, report.email) == (FOUND, "", "Page 3", "reader@example.org")
    assert report.state == "open"
    status = Client().get(answer["Location"])
    page = page_text(status)
    for part in ("Thank you", "It waits for staff.", "Use of Force", FOUND, "reader@example.org", answer["Location"]):
        assert part in page, part
    assert f'href="{FOUND}' not in page, "shown, never linked"


def test_the_status_address_is_a_secret():
    answer = send(make_resource(), address=FOUND)
    token = answer["Location"].strip("/").rpartition("/")[2]
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
    assert not AddressReport.objects.filter(token_hash=token).exists()
    status = Client().get(answer["Location"])
    assert (status["Cache-Control"], status["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert "noindex" in status["X-Robots-Tag"]
    assert 'rel="canonical"' not in page_text(status)
    assert Client().get(reverse("told", args=["x" * 43])).status_code == 404
    assert answer["Referrer-Policy"] != "no-referrer"


def test_a_link_that_does_not_work_needs_no_new_address():
    record = linked()
    answer = send(record, "?broken=1", note="It asks me to sign in.")
    assert answer.status_code == 303
    report = AddressReport.objects.get()
    assert (report.sort, report.proposed, report.reported) == ("broken", "", OLD)
    assert "that this does not work" in page_text(Client().get(answer["Location"]))
    send(record, "?broken=1", address=FOUND)
    assert AddressReport.objects.filter(proposed=FOUND, reported=OLD).exists()


def test_a_paper_of_a_record():
    record = linked(kind="model-policy")
    paper = make_document(resource=record, role="discussion", url="https://example.org/p", address_evidence="own-page")
    other = make_document(resource=make_resource(), url="https://example.org/o", address_evidence="own-page")
    send(record, f"?broken=1&paper={paper.pk}")
    report = AddressReport.objects.get()
    assert (report.document, report.paper, report.reported) == (paper, "Discussion paper", "https://example.org/p")
    for strange in (other.pk, "x", "9" * 40, "%00", "-1", ""):
        AddressReport.objects.all().delete()
        assert send(record, f"?broken=1&paper={strange}").status_code == 303
        assert AddressReport.objects.get().document is None, strange


def test_without_an_address_nothing_is_broken():
    record = make_resource()
    assert "You know where it is?" in page_text(Client().get(asks(record, "?broken=1")))


def test_the_same_form_counts_once_and_a_corrected_one_again():
    record = make_resource()
    typed = form(record, address=FOUND)
    first, again = (Client().post(asks(record), typed) for _ in range(2))
    assert first["Location"] == again["Location"]
    assert AddressReport.objects.count() == 1
    corrected = Client().post(asks(record), typed | {"note": "The second page."})
    assert corrected["Location"] != first["Location"]
    assert AddressReport.objects.count() == 2
    assert Client().post(asks(record), typed | {"key": "no key"}).status_code == 303


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("", "Give the address where it is."),
        ("javascript:alert(1)", outside_addresses.NOT_WEB),
        ("https://name:word@example.org/", outside_addresses.CREDENTIALS),
        ("http://169.254.169.254/", outside_addresses.A_NUMBER),
        ("http://2130706433/", outside_addresses.A_NUMBER),
        ("http://[::1]/", outside_addresses.A_NUMBER),
        ("http://localhost/", outside_addresses.A_LOCAL_NAME),
        ("http://printer.local/", outside_addresses.A_LOCAL_NAME),
        ("http://intranet/", outside_addresses.A_LOCAL_NAME),
        ("https://example.org/" + "a" * 4_000, outside_addresses.TOO_LONG),
        ("https://example.org/\u202egpj.exe", outside_addresses.UNSEEN_FOUND),
        ("https://example.org/a\r\nBcc: x@example.org", outside_addresses.UNSEEN_FOUND),
        ("https://example.org/a\x00b", outside_addresses.UNSEEN_FOUND),
        ("https://docslib.org/doc/1", "The library does not lead to docslib.org"),
        ("https://library.example.org/r/ICPR-000001/", forms.OURS),
        (OLD, forms.KNOWN_ALREADY),
        ("nonsense", outside_addresses.A_LOCAL_NAME),
        ("<script>alert(1)</script>", outside_addresses.BROKEN),
    ],
)
def test_an_address_nobody_should_be_led_to_is_refused_and_stays_typed(settings, address, reason):
    settings.SITE_URL = "https://library.example.org"
    record = linked()
    answer = send(record, address=address, note="Kept words", email="reader@example.org")
    assert answer.status_code == 400
    page = page_text(answer)
    assert reason.replace("’", "’") in page
    assert "\x00" not in page
    assert "<script>alert" not in page
    typed = fields_of(answer.content, lambda each: each.get("class") == "tell__form")
    assert typed["note"] == ["Kept words"]
    assert typed["email"] == ["reader@example.org"]
    assert len(typed["address"][0]) >= len(address.strip()) - 2
    assert not AddressReport.objects.exists()
    assert not Count.objects.exists(), "what is refused uses up nothing"


@pytest.mark.parametrize(
    "email", ["a@example.org\r\nBcc: b@example.org", "a@example.org,b@example.org", "no mail", "a" * 300 + "@b.org"]
)
def test_a_mail_address_with_more_in_it_is_refused(email):
    record = make_resource()
    answer = send(record, address=FOUND, email=email)
    assert answer.status_code == 400
    assert not AddressReport.objects.exists()


def test_a_note_keeps_its_lines_and_no_more_than_its_length():
    record = make_resource()
    assert send(record, address=FOUND, note="x" * 1_001).status_code == 400
    assert send(record, address=FOUND, note="One\r\ntwo\u202e <b>three</b>").status_code == 303
    assert AddressReport.objects.get().note == "One\ntwo <b>three</b>"


def test_a_program_that_fills_in_everything_is_told_so():
    record = make_resource()
    answer = send(record, address=FOUND, website="https://spam.example.com")
    assert answer.status_code == 400
    assert reader_form.NOT_FOR_YOU in page_text(answer)
    assert not AddressReport.objects.exists()


def test_a_flood_is_refused_and_the_same_form_counts_later(monkeypatch):
    monkeypatch.setattr(receiving, "FROM_NETWORK", Limit("address-report-network", most=2, seconds=3_600))
    record = make_resource()
    typed = [form(record, address=f"{FOUND}/{number}") for number in range(3)]
    assert [Client().post(asks(record), each).status_code for each in typed] == [303, 303, 429]
    answer = Client().post(asks(record), typed[2])
    assert "send it again in an hour" in page_text(answer)
    assert f"{FOUND}/2" in page_text(answer)
    assert AddressReport.objects.count() == 2
    Count.objects.all().delete()
    assert Client().post(asks(record), typed[2]).status_code == 303


def test_one_network_leaves_room_for_others(monkeypatch):
    monkeypatch.setattr(receiving, "FROM_NETWORK_A_DAY", Limit("address-report-network-day", most=1, seconds=86_400))
    record = make_resource()
    typed = [form(record, address=f"{FOUND}/{number}") for number in range(3)]
    assert [Client().post(asks(record), each).status_code for each in typed[:2]] == [303, 429]
    assert Client(REMOTE_ADDR="203.0.113.9").post(asks(record), typed[2]).status_code == 303


def test_a_day_takes_so_many_of_all_and_no_more(monkeypatch):
    monkeypatch.setattr(receiving, "OF_ALL", Limit("address-report-all", most=1, seconds=86_400))
    record = make_resource()
    for number, code in enumerate((303, 429)):
        typed = form(record, address=f"{FOUND}/{number}")
        assert Client(REMOTE_ADDR=f"203.0.113.{number}").post(asks(record), typed).status_code == code


def test_a_form_on_another_site_is_refused():
    record = make_resource()
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example.com"}):
        answer = Client().post(asks(record), form(record, address=FOUND), headers=headers)
        assert answer.status_code == 403
        assert FOUND in page_text(answer), "what was typed stays"
    assert not AddressReport.objects.exists()


def test_what_is_not_public_takes_nothing_and_tells_nothing():
    draft = make_resource(published=False, title="Quagga")
    later = make_resource(title="Quagga", publish_at=timezone.now() + timedelta(days=1))
    gone = make_resource(title="Old work")
    gone.withdraw("Out of date.")
    for method in ("get", "post"):
        for record in (draft, later):
            answer = getattr(Client(), method)(asks(record))
            assert answer.status_code == 404
            assert "Quagga" not in answer.content.decode()
        assert getattr(Client(), method)("/r/ICPR-999999999/tell-us/").status_code == 404
        answer = getattr(Client(), method)(asks(gone))
        assert answer.status_code == 410
        assert "Out of date." in answer.content.decode()
    assert not AddressReport.objects.exists()


def test_the_status_of_what_is_not_public_any_more_names_it_by_number_alone():
    record = make_resource(title="Quagga")
    address = send(record, address=FOUND)["Location"]
    Resource.objects.update(status="draft")
    page = page_text(Client().get(address))
    assert "Quagga" not in page
    assert record.permanent_number in page


def test_the_page_is_the_same_for_one_paper_and_for_twenty(django_assert_num_queries):
    record = linked()
    for _ in range(20):
        make_document(resource=record)
    with django_assert_num_queries(2):
        Client().get(asks(record, "?broken=1"))
    address = send(record, "?broken=1")["Location"]
    with django_assert_num_queries(1):
        Client().get(address)


def test_nothing_is_asked_of_the_network(monkeypatch):
    def refuse(*_):
        raise AssertionError("a connection was made")

    record = make_resource()
    typed = form(record, address="https://example.org/nowhere")
    if connection.vendor == "sqlite":
        monkeypatch.setattr("socket.getaddrinfo", refuse)
        monkeypatch.setattr("socket.socket.connect", refuse)
    assert Client().post(asks(record), typed).status_code == 303


def test_whatever_is_sent_is_no_fault_of_the_site():
    record = make_resource()
    for sent in (
        {},
        {"address": "\x00", "note": "\x00", "email": "\x00", "key": "\x00", "paper": "\x00", "broken": "\x00"},
        {"address": ["https://example.org/a", FOUND], "key": ["a", "b"], "paper": ["1", "2"]},
        {"address": "é" * 500},
        {"address": "https://" + "a." * 240 + "org"},
        {"address": "https://xn--.org/"},
        {"address": "https://example.org/%ff%00"},
        {"email": "a@" + "x" * 400},
        {"key": "a" * 22},
    ):
        assert Client().post(asks(record), sent).status_code in {303, 400}, sent
    assert Client().post(asks(record), b"\xff\xfe", content_type="multipart/form-data").status_code == 400
    assert Client().get(asks(record, "?paper=%00&broken=%ff&key=%00")).status_code == 200
