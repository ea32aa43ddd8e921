"""The queue of what readers told: one click accepts, a reason declines, nothing goes over a change made meanwhile."""

import html
import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from icpr.lib import tokens
from icpr.outbox import queue
from icpr.outbox.sending import send_due
from resources.address_reports import deciding, letters
from resources.curation import history
from resources.models import AddressReport, Document, Resource
from resources.models.address_reports import KEPT_AFTER_DECISION, KEPT_UNDECIDED
from tests.factories import make_document, make_publishable
from tests.resources.staff import staff, texts

pytestmark = pytest.mark.django_db

QUEUE = "/admin/resources/addressreport/"
OLD, FOUND = "https://example.org/old", "https://example.org/found"
TOKEN = "t" * 43


def make_report(*, record: Resource | None = None, proposed: str = FOUND, **fields) -> AddressReport:
    number = AddressReport.objects.count()
    token = TOKEN if not number else f"{number:043}"
    given = {"sort": "known", "proposed": proposed, "token_hash": tokens.hash_of(token)} | fields
    return AddressReport.objects.create(resource=record or linked(), **given)


def public(**fields) -> Resource:
    record = make_publishable(**fields)
    record.publish()
    return record


def linked() -> Resource:
    return public(official_url=OLD, address_evidence="announcement")


def answer(client: Client, report: AddressReport, seen: str | None = None, **button):
    report.refresh_from_db()
    posted = {"report": report.pk, "seen": report.present_address if seen is None else seen} | button
    return client.post(QUEUE, posted, follow=True)


def status_page() -> str:
    return html.unescape(" ".join(Client().get(reverse("told", args=[TOKEN])).content.decode().split()))


def test_works(publisher):
    report = make_report(note="Page 3.\n<b>bold</b>")
    page = publisher.get(QUEUE).content.decode()
    for part in (OLD, "An announcement", FOUND, "Page 3.<br>&lt;b&gt;", "Knows where it is", 'name="accept"'):
        assert part in page, part
    assert re.search(rf'href="{FOUND}" rel="noreferrer noopener', page)
    said = texts(answer(publisher, report, accept="own-page"))
    assert "accepted" in said, said
    record = Resource.objects.get()
    assert (record.official_url, record.address_evidence) == (FOUND, "own-page")
    comments = [version.revision.comment for version in history.versions_of(record.pk)]
    assert comments[0] == "Accepted from a reader’s report: The publisher's own page."
    assert history.versions_of(record.pk)[1].field_dict["official_url"] == OLD, "as it stood before"
    assert history.versions_of(record.pk)[0].revision.user == User.objects.get()
    assert LogEntry.objects.filter(object_id=record.pk, change_message__contains="reader’s report").exists()
    report.refresh_from_db()
    assert (report.state, report.decided_by) == ("accepted", User.objects.get())
    assert "The record leads there now." in status_page()
    assert FOUND not in publisher.get(QUEUE).content.decode()
    assert FOUND in publisher.get(QUEUE, {"decided": 1}).content.decode()


def test_an_editor_does_not_change_what_readers_see(editor):
    report = make_report()
    assert "for publishers" in texts(answer(editor, report, accept="own-page"))
    assert Resource.objects.get().official_url == OLD
    report.refresh_from_db()
    assert report.state == "open"


@pytest.mark.parametrize("evidence", ["own-page", "library-record", "announcement", "directory"])
def test_staff_say_what_it_leads_to(publisher, evidence):
    report = make_report(record=public())
    answer(publisher, report, accept=evidence)
    record = Resource.objects.get()
    assert (record.official_url, record.address_evidence) == (FOUND, evidence)


def test_a_paper_gets_its_address(publisher):
    record = linked()
    paper = make_document(resource=record)
    answer(publisher, make_report(record=record, document=paper, paper="Full text"), accept="own-page")
    paper.refresh_from_db()
    assert (paper.url, paper.address_evidence) == (FOUND, "own-page")
    assert Resource.objects.get().official_url == OLD


def test_a_paper_that_is_gone_takes_no_address_to_its_record(publisher):
    record = linked()
    report = make_report(record=record, document=make_document(resource=record), paper="Full text")
    Document.objects.all().delete()
    page = publisher.get(QUEUE).content.decode()
    assert "the paper is not there any more" in page
    assert 'name="accept"' not in page
    assert deciding.PAPER_GONE in texts(answer(publisher, report, seen="", accept="own-page"))
    assert Resource.objects.get().official_url == OLD


def test_a_change_made_meanwhile_is_not_written_over(publisher):
    report = make_report()
    Resource.objects.update(official_url="https://example.org/by-somebody")
    said = answer(publisher, report, seen=OLD, accept="own-page")
    assert deciding.CHANGED in texts(said)
    assert "https://example.org/by-somebody" in said.content.decode(), "what stands there now"
    assert Resource.objects.get().official_url == "https://example.org/by-somebody"
    answer(publisher, report, accept="own-page")
    assert Resource.objects.get().official_url == FOUND


@pytest.mark.parametrize(
    "button", [{"accept": "own-page"}, {"take_off": "1"}, {"by_hand": "1"}, {"decline": "1", "reason": "No."}]
)
def test_what_was_answered_is_not_answered_again(publisher, button):
    report = make_report(sort="broken", reported=OLD)
    answer(publisher, report, decline="1", reason="It works.")
    assert deciding.ANSWERED in texts(answer(publisher, report, **button))
    assert AddressReport.objects.get().answer == "It works."
    assert Resource.objects.get().official_url == OLD


def test_declining_needs_a_reason_which_the_sender_sees(editor):
    report = make_report()
    for reason in ("", "   ", "x" * 301):
        assert "declined" not in texts(answer(editor, report, decline="1", reason=reason))
        assert AddressReport.objects.open().exists()
    answer(editor, report, decline="1", reason="It leads to <another> work.")
    page = status_page()
    assert "It leads to <another> work." in page
    assert Resource.objects.get().official_url == OLD


def test_an_address_that_does_not_work_is_taken_off_or_put_right_by_hand(publisher):
    report = make_report(sort="broken", reported=OLD, proposed="")
    assert deciding.NO_ADDRESS in texts(answer(publisher, report, accept="own-page"))
    answer(publisher, report, take_off="1")
    assert (Resource.objects.get().official_url, Resource.objects.get().address_evidence) == ("", "")
    assert deciding.TAKEN_OFF in status_page()
    other = make_report(sort="broken", reported=OLD, proposed="")
    answer(publisher, other, by_hand="1")
    other.refresh_from_db()
    assert (other.state, other.answer) == ("accepted", deciding.BY_HAND)


def test_a_public_policy_keeps_the_rules_of_publishing(publisher):
    policy = public(kind="model-policy", official_url=OLD, address_evidence="directory")
    report = make_report(record=policy)
    said = texts(answer(publisher, report, accept="own-page"))
    assert "component document" in said
    assert Resource.objects.get().official_url == OLD
    assert AddressReport.objects.open().exists()


def test_others_who_told_the_same_are_answered_with_it(publisher):
    record = linked()
    first, same, other = (make_report(record=record, proposed=url) for url in (FOUND, FOUND, "https://example.org/b"))
    answer(publisher, first, accept="own-page")
    assert list(AddressReport.objects.open()) == [other]
    same.refresh_from_db()
    assert same.answer == deciding.LEADS_THERE


def test_a_name_in_other_letters_is_named_as_browsers_ask_for_it(editor):
    make_report(proposed="https://thеiacp.org/resources")
    assert "The site is xn--thiacp-4of.org" in editor.get(QUEUE).content.decode()


def test_who_may_not_change_records_sees_nothing():
    report = make_report()
    nobody = User.objects.create_user("reader", is_staff=True)
    client = Client()
    client.force_login(nobody)
    assert client.get(QUEUE).status_code == 403
    assert client.post(QUEUE, {"report": report.pk, "accept": "own-page", "seen": OLD}).status_code == 403
    assert "told us" not in client.get("/admin/").content.decode()
    assert Client().get(QUEUE).status_code == 302
    assert Resource.objects.get().official_url == OLD


def test_the_start_page_counts_what_waits(editor):
    record = linked()
    for number in range(3):
        make_report(record=record, proposed=f"{FOUND}/{number}")
    [task] = [task for task in editor.get("/admin/").context["tasks"] if task.url == QUEUE]
    assert (task.label, task.count) == ("Addresses readers told us", 3)


def test_the_newest_first_and_twenty_cost_what_two_do(editor, django_assert_max_num_queries):
    record = linked()
    for number in range(20):
        make_report(record=record, proposed=f"{FOUND}/{number:02}")
    with django_assert_max_num_queries(12):
        page = editor.get(QUEUE).content.decode()
    assert page.index(f"{FOUND}/19") < page.index(f"{FOUND}/00")


@pytest.mark.parametrize(
    "posted",
    [
        {},
        {"report": "x"},
        {"report": "9" * 40},
        {"report": "1", "accept": "nonsense"},
        {"report": "-1", "take_off": "1"},
    ],
)
def test_whatever_is_sent_changes_nothing(editor, posted):
    make_report()
    assert editor.post(QUEUE, posted, follow=True).status_code == 200
    assert Resource.objects.get().official_url == OLD
    assert AddressReport.objects.open().exists()


def test_a_sender_with_a_mail_address_gets_one_letter_without_a_strangers_words(publisher):
    report = make_report(email="reader@example.org", note="Buy at https://spam.example.com")
    answer(publisher, report, accept="own-page")
    assert send_due() == "Letters: 1 sent."
    [letter] = mail.outbox
    assert letter.to == ["reader@example.org"]
    assert "\n" not in letter.subject
    assert report.resource.permanent_url in letter.body
    assert "It was accepted. The record leads there now." in letter.body
    for typed in (FOUND, "spam", TOKEN, report.resource.title):
        assert typed not in letter.body


def test_a_letter_waits_for_the_mail_server_until_its_address_is_forgotten(editor):
    report = make_report(email="reader@example.org")
    answer(editor, report, decline="1", reason="No.")
    answer(editor, report, decline="1", reason="No.")
    [letter] = queue.waiting(f"address-report:{report.pk}")
    assert letter.to == "reader@example.org"
    assert "It was not taken over. No." in letter.text
    assert letters.forget_senders(timezone.now() + KEPT_AFTER_DECISION + timedelta(hours=1)) == 1
    assert queue.waiting(f"address-report:{report.pk}") == []
    assert send_due() == ""


def test_without_a_mail_server_no_letter_waits_for_one(editor, settings):
    settings.PRODUCTION, settings.MAIL_SERVER = True, ""
    report = make_report(email="reader@example.org")
    answer(editor, report, decline="1", reason="No.")
    assert queue.waiting(f"address-report:{report.pk}") == []


def test_mail_address_and_note_are_forgotten_in_time():
    now, record = timezone.now(), linked()
    decided = {"state": "declined", "email": "a@example.org", "note": "Words."}
    make_report(record=record, **decided, decided_at=now - KEPT_AFTER_DECISION + timedelta(hours=1))
    make_report(record=record, **decided, decided_at=now - KEPT_AFTER_DECISION)
    make_report(record=record, email="b@example.org")
    old = make_report(record=record, email="c@example.org")
    AddressReport.objects.filter(pk=old.pk).update(received_at=now - KEPT_UNDECIDED)
    assert letters.forget_senders(now) == 2
    assert letters.forget_senders(now) == 0
    kept = AddressReport.objects.order_by("pk").values_list("email", "note")
    assert list(kept) == [("a@example.org", "Words."), ("", ""), ("b@example.org", ""), ("", "")]
    assert AddressReport.objects.exclude(proposed=FOUND).count() == 0


def test_a_refusal_leaves_no_transaction_half_done(editor):
    report = make_report()
    with transaction.atomic(), pytest.raises(deciding.ValidationError):
        deciding.accept(report.pk, "own-page", "https://example.org/else", user=User.objects.get(), log=lambda *_: None)
    assert not history.versions_of(report.resource_id).exists() or Resource.objects.get().official_url == OLD


def test_editors_and_publishers_keep_the_search_addresses():
    for group in ("Editors", "Publishers"):
        client = staff(group)
        assert client.get("/admin/resources/searchaddress/").status_code == 200
        form = {"name": f"By {group}", "pattern": "https://example.org/?q=title", "position": 1, "is_on": "on"}
        assert (
            "once where the title belongs" in client.post("/admin/resources/searchaddress/add/", form).content.decode()
        )
        form["pattern"] = "https://example.org/?q={title}"
        assert client.post("/admin/resources/searchaddress/add/", form).status_code == 302
        assert "Search for “Use of force”" in client.get("/admin/resources/searchaddress/").content.decode()
