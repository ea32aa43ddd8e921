"""Readers suggest, report, ask, and say whether a record was useful: no account, script or cookie."""

import re
import time

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from icpr.lib.http import outside_addresses, reader_form
from icpr.limits.models import Count
from icpr.limits.throttling import Limit
from resources.feedback import forms, receiving
from resources.feedback.models import Feedback
from tests.factories import make_resource
from tests.resources.feedback.sending import FOUND, form, page_text, send
from tests.resources.staff import fields_of

pytestmark = pytest.mark.django_db

SUGGEST, REPORT, CONTACT = "/suggest/", "/report/", "/contact/"


def useful(record, query: str = "") -> str:
    return reverse("useful", args=[record.permanent_number]) + query


def test_works():
    answer = send(SUGGEST, title="Fair and Just", address=FOUND, words="It is new.", email="reader@example.org")
    assert answer.status_code == 303
    assert not answer.cookies
    message = Feedback.objects.get()
    assert (message.kind, message.title, message.address) == ("suggestion", "Fair and Just", FOUND)
    assert (message.words, message.state, message.mailbox) == ("It is new.", "open", "reader@example.org")
    assert "reader" not in message.sender, "sealed"
    page = page_text(Client().get(answer["Location"]))
    for part in ("Thank you", "It waits for staff.", "Fair and Just", FOUND, "reader@example.org", answer["Location"]):
        assert part in page, part
    assert f'href="{FOUND}' not in page, "shown, never linked"


def test_the_status_address_is_a_secret():
    answer = send(CONTACT, words="Where is the catalogue of 2016?")
    token = answer["Location"].strip("/").rpartition("/")[2]
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
    assert not Feedback.objects.filter(token_hash=token).exists()
    status = Client().get(answer["Location"])
    assert (status["Cache-Control"], status["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert token not in status.content.decode().replace(answer["Location"], ""), "only as what is to be kept"
    assert f"of={answer['Location']}" not in status.content.decode()
    assert Client().get(reverse("feedback-status", args=["x" * 43])).status_code == 404


@pytest.mark.parametrize("address", [SUGGEST, REPORT, CONTACT])
def test_a_page_is_kept_by_nobody_and_sets_no_cookie(address):
    first, again = (Client().get(address) for _ in range(2))
    assert not first.cookies
    assert first.content != again.content, "each with a key of its own"
    assert "ETag" not in first


def test_a_problem_carries_its_page():
    record = make_resource(title="A guide")
    send(f"{REPORT}?of={record.get_absolute_url()}", words="The date is wrong.")
    message = Feedback.objects.get()
    assert (message.kind, message.page, message.about) == ("problem", record.get_absolute_url(), record)
    page = page_text(Client().get(f"{REPORT}?of={record.get_absolute_url()}"))
    assert "A guide" in page
    assert reverse("tell-us", args=[record.permanent_number]) in page, "addresses have a form of their own"


def test_whether_it_was_useful():
    record = make_resource(title="A guide")
    assert "checked" in page_text(Client().get(useful(record, "?answer=no")))
    answer = send(useful(record, "?answer=no"))
    message = Feedback.objects.get()
    assert (message.kind, message.is_useful, message.about, message.state) == ("useful", False, record, "seen")
    assert "You said that it was not useful." in page_text(Client().get(answer["Location"]))
    send(useful(record), useful="yes", words="The checklist helped us to begin.")
    assert Feedback.objects.filter(is_useful=True, state="open", words__startswith="The checklist").exists()
    assert "Choose yes or no." in page_text(send(useful(record)))
    assert "Choose yes or no." in page_text(send(useful(record), useful="perhaps"))
    assert "email" not in form(useful(record)), "nobody is answered"
    said = Client().get(record.get_absolute_url()).content.decode()
    assert useful(record, "?answer=yes") in said
    assert "1" not in re.search(r'<p class="useful">.*?</p>', said, re.DOTALL)[0].replace("ICPR-000001", ""), "no count"


def test_what_is_not_public_is_not_asked_of():
    draft = make_resource(published=False, title="Quagga")
    gone = make_resource(title="Old work")
    gone.withdraw("Out of date.")
    for method in ("get", "post"):
        answer = getattr(Client(), method)(useful(draft))
        assert answer.status_code == 404
        assert "Quagga" not in answer.content.decode()
        assert getattr(Client(), method)(useful(gone)).status_code == 410
    assert "Quagga" not in page_text(Client().get(f"{REPORT}?of={draft.get_absolute_url()}"))
    assert not Feedback.objects.exists()


def test_the_same_form_counts_once_and_a_corrected_one_again():
    typed = form(SUGGEST, title="A work")
    first, again = (Client().post(SUGGEST, typed) for _ in range(2))
    assert first["Location"] == again["Location"]
    assert Feedback.objects.count() == 1
    corrected = Client().post(SUGGEST, typed | {"title": "Another work"})
    assert corrected["Location"] != first["Location"]
    assert Feedback.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({}, forms.NOTHING_SUGGESTED),
        ({"title": "!!!"}, "Give it at least one letter or digit"),
        ({"title": "x" * 301}, "at most 300 characters"),
        ({"title": "A work", "address": "javascript:alert(1)"}, outside_addresses.NOT_WEB),
        ({"title": "A work", "address": "http://169.254.169.254/"}, outside_addresses.A_NUMBER),
        ({"title": "A work", "words": "x" * 3_001}, "at most 3000 characters"),
        ({"title": "A work", "email": "a@example.org\r\nBcc: b@example.org"}, "Enter a valid email address."),
        ({"title": "A work", "email": "a@example.org,b@example.org"}, "Enter a valid email address."),
        ({"title": "A work", "website": "https://spam.example.com"}, reader_form.NOT_FOR_YOU),
    ],
)
def test_what_cannot_be_taken_is_said_and_stays_typed(typed, reason):
    answer = send(SUGGEST, **({"words": "Kept words"} | typed))
    assert answer.status_code == 400
    assert reason in page_text(answer)
    assert len(form_of(answer)["words"][0]) >= len("Kept words")
    assert not Feedback.objects.exists()
    assert not Count.objects.exists(), "what is refused uses up nothing"


def form_of(answer) -> dict:
    return fields_of(answer.content, lambda each: each.get("class") == "tell__form")


def test_nul_and_what_turns_text_round_is_never_kept():
    assert send(CONTACT, words="One\r\ntwo\u202e <b>three</b>").status_code == 303
    assert Feedback.objects.get().words == "One\ntwo <b>three</b>"
    for sent in ({"words": "\x00"}, {"words": "a\x00b"}, {"opened": "\x00"}, {"words": "é" * 3_001}, {}):
        assert Client().post(CONTACT, form(CONTACT) | sent).status_code in {303, 400}, sent
    assert not any("\x00" in message.words for message in Feedback.objects.all())


def test_an_old_page_a_forged_one_and_none_are_told_so():
    signer = signing.TimestampSigner(salt="resources.feedback.opened")
    typed = form(CONTACT, words="Where are you?")
    old = forms.signer()
    old.timestamp = lambda: signing.b62_encode(int(time.time()) - forms.LONGEST_OPEN - 60)
    for opened in (old.sign("a" * 22), signer.sign("key")[:-1], "", "\x00", "a" * 22, "a:b:c", "é" * 9_000):
        answer = Client().post(CONTACT, typed | {"opened": opened})
        assert answer.status_code == 400, opened
        assert "Send the form once more." in page_text(answer)
        again = Client().post(CONTACT, form_of(answer))
        assert again.status_code == 303, "with a fresh key, and what was typed"
        Feedback.objects.all().delete()


def test_a_flood_is_refused_and_the_same_form_counts_later(monkeypatch):
    monkeypatch.setattr(receiving, "FROM_NETWORK", Limit("feedback-network", most=2, seconds=3_600))
    typed = [form(CONTACT, words=f"Question {number}") for number in range(3)]
    assert [Client().post(CONTACT, each).status_code for each in typed] == [303, 303, 429]
    assert "send it again in an hour" in page_text(Client().post(CONTACT, typed[2]))
    assert Client(REMOTE_ADDR="203.0.113.9").post(CONTACT, typed[2]).status_code == 303
    Count.objects.all().delete()
    assert Client().post(CONTACT, form(CONTACT, words="Later")).status_code == 303


def test_one_network_does_not_decide_what_was_useful():
    record = make_resource()
    codes = [send(useful(record), useful="no").status_code for _ in range(4)]
    assert codes == [303, 303, 303, 429]
    assert Feedback.objects.count() == 3
    assert send(useful(make_resource(title="Other")), useful="no").status_code == 303


def test_a_form_on_another_site_is_refused():
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example.com"}):
        answer = Client().post(CONTACT, form(CONTACT, words="Kept"), headers=headers)
        assert answer.status_code == 403
        assert "Kept" in page_text(answer)
    assert not Feedback.objects.exists()


def test_without_a_mail_server_no_address_is_asked_for(settings):
    settings.MAIL_SERVER, settings.PRODUCTION = "", True
    assert "email" not in form(SUGGEST)
    send(SUGGEST, title="A work", email="reader@example.org")
    assert Feedback.objects.get().sender == ""


def test_pages_ask_the_database_little(django_assert_num_queries):
    record = make_resource()
    for address, queries in ((SUGGEST, 0), (CONTACT, 0), (REPORT, 0), (f"{REPORT}?of=/about/", 0), (useful(record), 1)):
        with django_assert_num_queries(queries):
            Client().get(address)
    address = send(SUGGEST, title="A work")["Location"]
    with django_assert_num_queries(1):
        Client().get(address)
