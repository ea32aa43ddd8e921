"""The queue of what readers wrote: decided once each, a draft by one click, the sender told and then forgotten."""

import html
import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from icpr.lib import tokens
from icpr.limits.models import Count
from icpr.outbox import queue
from icpr.outbox.models import Message
from icpr.outbox.sending import send_due
from resources.curation import history
from resources.feedback import deciding, letters, telling, usefulness
from resources.feedback.models import ADDRESS, QUIET_KEPT, STATUS, Feedback
from resources.models import Resource
from resources.models.address_reports import KEPT_AFTER_DECISION, KEPT_UNDECIDED
from tests.factories import make_document, make_publishable, make_resource
from tests.resources.feedback.sending import FOUND, page_text, send
from tests.resources.staff import group_of, staff, texts

pytestmark = pytest.mark.django_db

QUEUE = "/admin/feedback/feedback/"
READER = "reader@example.org"


@pytest.fixture
def editor() -> Client:
    return staff("Editors")


def make_message(*, kind: str = "suggestion", email: str = READER, **fields) -> Feedback:
    token = f"{Feedback.objects.count():t>43}"
    if kind == "suggestion":
        fields = {"title": "Fair and Just", "address": FOUND} | fields
    sealed = {"sender": tokens.seal(email, ADDRESS), "token_sealed": tokens.seal(token, STATUS)} if email else {}
    return Feedback.objects.create(kind=kind, token_hash=tokens.hash_of(token), **sealed, **fields)


def answer(client: Client, message: Feedback, seen: str = "", **button):
    message.refresh_from_db()
    return client.post(QUEUE, {"message": message.pk, "seen": seen or message.state} | button, follow=True)


def status_page(message: Feedback) -> str:
    return html.unescape(page_text(Client().get(reverse("feedback-status", args=[message.token]))))


def words(answer) -> str:
    """What stands on a page, without its elements."""
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split()))


def letters_to_readers() -> list:
    send_due()
    return [each for each in mail.outbox if each.to == [READER]]


def test_works(editor):
    message = make_message(words="It is new.\n<b>bold</b>")
    page = editor.get(QUEUE).content.decode()
    for part in ("Fair and Just", FOUND, "It is new.<br>&lt;b&gt;", "Suggests a resource", "0\xa0minutes ago"):
        assert part in page, part
    assert READER not in page, "sealed, also for staff"
    said = answer(editor, message, draft="own-page", title="Fair and Just Policing", kind="study")
    record = Resource.objects.get()
    assert "The draft is made" in texts(said)
    assert f"/admin/resources/resource/{record.pk}/change/" in said.redirect_chain[-1][0]
    assert (record.title, record.kind, record.official_url) == ("Fair and Just Policing", "study", FOUND)
    assert record.is_draft
    assert "Suggested by a reader on" in record.staff_note
    assert "It is new" not in record.staff_note, "it is deleted sooner than a record"
    assert history.versions_of(record.pk)[0].revision.comment == deciding.MADE_OF_IT
    assert LogEntry.objects.filter(object_id=record.pk, user=User.objects.get()).exists()
    message.refresh_from_db()
    assert (message.state, message.record) == ("accepted", record)
    assert "Nothing waits." in words(editor.get(QUEUE))
    assert "Fair and Just" in editor.get(QUEUE, {"state": "decided"}).content.decode()


def test_the_sender_learns_nothing_of_a_draft_and_its_address_once_it_is_public(editor):
    message = make_message()
    answer(editor, message, draft="own-page", title="Quagga", kind="study")
    message.refresh_from_db()
    assert letters.tell_published(timezone.now()) == 0
    assert "It waits for staff." in status_page(message)
    assert "Quagga" not in status_page(message)
    assert letters_to_readers() == []
    Resource.objects.update(status="published", publish_at=timezone.now() - timedelta(minutes=1))
    record = Resource.objects.get()
    assert letters.tell_published(timezone.now()) == 1
    assert letters.tell_published(timezone.now()) == 0
    page = status_page(message)
    assert "Accepted" in page
    assert record.permanent_url in page
    [letter] = letters_to_readers()
    assert record.permanent_url in letter.body
    assert "Quagga" not in letter.body
    assert FOUND not in letter.body
    Resource.objects.update(status="draft")
    assert "Quagga" not in status_page(message), "taken back"
    assert "The record of it is not public now." in status_page(message)


def test_a_draft_that_is_deleted_leaves_the_suggestion_waiting(editor):
    message = make_message()
    answer(editor, message, draft="none", title="Fair and Just", kind="report")
    record = Resource.objects.get()
    assert (record.official_url, FOUND in record.staff_note) == ("", True), "nobody looked where it leads"
    record.delete()
    assert "Fair and Just" in editor.get(QUEUE).content.decode()
    answer(editor, message, draft="own-page", title="Fair and Just", kind="report")
    assert Resource.objects.get().official_url == FOUND


def test_declining_needs_a_reason_which_the_sender_sees(editor):
    message = make_message()
    assert deciding.NO_REASON in texts(answer(editor, message, decide="declined", answer="  "))
    assert deciding.TOO_LONG in texts(answer(editor, message, decide="declined", answer="x" * 1_001))
    answer(editor, message, decide="declined", answer="It is not about <policing>.")
    assert "It is not about <policing>." in status_page(message)
    [letter] = letters_to_readers()
    assert "It is not about <policing>." in letter.body
    assert reverse("feedback-status", args=[message.token]) in letter.body
    assert "Fair and Just" not in letter.body + letter.subject, "no word that a stranger typed"


def test_what_the_library_has_already_is_shown_and_pointed_to(editor):
    address = {"official_url": FOUND.replace("https://www.", "http://") + "/", "address_evidence": "own-page"}
    public = make_publishable(title="Fair & Just", **address)
    public.publish()
    written_otherwise = make_resource(title="Fair–and–Just!")
    draft = make_resource(published=False, title="Fair and just")
    paper = make_document(resource=make_resource(title="Other"), url=FOUND, address_evidence="own-page")
    message = make_message()
    page = words(editor.get(QUEUE))
    for record in (public, draft, written_otherwise, paper.resource):
        assert record.permanent_number in page
    assert f"Answer: it is {draft.permanent_number}" not in page
    assert deciding.NOT_PUBLIC in texts(answer(editor, message, point=draft.permanent_number))
    assert deciding.NO_RECORD in texts(answer(editor, message, point="ICPR-999999999"))
    answer(editor, message, point=public.permanent_number)
    page = status_page(message)
    assert deciding.HAVE_IT in page
    assert public.permanent_url in page
    [letter] = letters_to_readers()
    assert public.permanent_url in letter.body


@pytest.mark.parametrize(
    ("kind", "button", "shown"),
    [
        ("problem", {"decide": "accepted"}, deciding.PUT_RIGHT),
        ("problem", {"decide": "declined", "answer": "It is so in the paper."}, "It is so in the paper."),
        ("contact", {"decide": "answered", "answer": "At the about page."}, "At the about page."),
        ("contact", {"decide": "seen"}, "Staff have read it."),
        ("contact", {"decide": "spam"}, "Not taken over."),
    ],
)
def test_each_kind_is_decided(editor, kind, button, shown):
    message = make_message(kind=kind, page="/about/", words="Words")
    answer(editor, message, **button)
    assert shown in status_page(message)
    assert [letter.subject for letter in letters_to_readers()] == (
        ["What became of your message"] if button["decide"] not in ("seen", "spam") else []
    )
    assert f"by {User.objects.get()}" in words(editor.get(QUEUE, {"state": "decided"})), "who decided stands there"


def test_what_was_decided_meanwhile_is_not_decided_again(editor):
    message = make_message()
    answer(editor, message, decide="declined", answer="No.")
    for button in ({"decide": "spam"}, {"draft": "own-page", "title": "A work", "kind": "report"}):
        assert deciding.MEANWHILE in texts(answer(editor, message, "open", **button))
    assert Feedback.objects.get().answer == "No."
    assert not Resource.objects.exists()
    answer(editor, message, decide="open")
    assert Feedback.objects.waiting().exists()
    assert [each.state for each in message.decisions.all()] == ["declined", "open"]


def test_what_cannot_be_done_is_said(editor):
    message, contact = make_message(title=""), make_message(kind="contact", words="Hello")
    for button, reason in (
        ({"draft": "own-page", "title": "", "kind": "report"}, deciding.NO_TITLE),
        ({"draft": "own-page", "title": "x" * 301, "kind": "report"}, "at most 300 characters"),
        ({"draft": "own-page", "title": "A work", "kind": "collection"}, deciding.NO_KIND),
        ({"draft": "heaven", "title": "A work", "kind": "report"}, deciding.NO_EVIDENCE),
        ({"decide": "seen"}, deciding.NOT_SO),
        ({"decide": "heaven"}, deciding.NOT_SO),
        ({}, deciding.NOT_SO),
    ):
        assert reason in html.unescape(texts(answer(editor, message, **button))), button
    assert deciding.NOT_SO in texts(answer(editor, contact, draft="none", title="A work", kind="report"))
    for pk in ("", "x", "9" * 40, "0"):
        assert deciding.MEANWHILE in texts(editor.post(QUEUE, {"message": pk, "decide": "spam"}, follow=True))
    assert not Resource.objects.exists()


def test_who_may_not_change_records_sees_nothing():
    make_message()
    nobody = User.objects.create_user("nobody", is_staff=True)
    client = Client()
    client.force_login(nobody)
    for address in (QUEUE, f"{QUEUE}useful/", f"{QUEUE}useful/?csv=1"):
        assert client.get(address).status_code == 403
    assert client.post(QUEUE, {"message": 1, "decide": "spam"}).status_code == 403
    assert "Messages of readers" not in words(client.get("/admin/"))
    assert Client().get(QUEUE).status_code == 302


def test_the_start_page_counts_what_waits(editor):
    make_message()
    make_message(kind="contact", words="Buy", state="quiet")
    waiting = {each.queue.label: each for each in editor.get("/admin/").context["desk"]["waiting"]}
    assert list(waiting) == ["Suggestions of readers"]
    assert len(editor.get(waiting["Suggestions of readers"].url).context["rows"]) == 1


def test_kinds_and_states_are_filtered(editor):
    record = make_resource(title="A guide")
    make_message(title="Suggested work")
    make_message(kind="problem", about=record, page=record.get_absolute_url(), words="Wrong date")
    make_message(kind="contact", words="Cheap things", state="quiet", quiet_reason="Holds 3 links.")
    assert "Wrong date" not in words(editor.get(QUEUE, {"kind": "suggestion"}))
    assert "Suggested work" not in words(editor.get(QUEUE, {"kind": "problem"}))
    assert "Cheap things" not in words(editor.get(QUEUE))
    quiet = words(editor.get(QUEUE, {"state": "quiet"}))
    assert "Holds 3 links." in quiet
    assert "Suggested work" not in words(editor.get(QUEUE, {"record": record.pk}))
    assert "Wrong date" in words(editor.get(QUEUE, {"record": record.pk}))
    for query in ({"state": "\x01"}, {"kind": "x"}, {"record": "x"}, {"page": "x"}, {"record": "9" * 18}):
        assert editor.get(QUEUE, query).status_code == 200


def test_the_queue_asks_as_much_for_two_as_for_many(editor):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert editor.get(QUEUE).status_code == 200
        return len(asked)

    record = make_resource(title="Fair and Just")
    for number in range(2):
        make_message(about=record, title=f"Work {number}")
    few = queries()
    for number in range(20):
        make_message(about=record, title=f"Another work {number}")
        make_message(kind="problem", about=record, words=f"Problem {number}")
    assert queries() == few


def test_one_receipt_a_day_whoever_typed_the_address():
    for number in range(3):
        send("/contact/", words=f"<b>Question</b> {number}", email=READER if number else "Rea.der+x@example.org")
    send_due()
    [letter] = mail.outbox
    assert "Question" not in letter.body + letter.subject
    assert "/feedback/" in letter.body
    Count.objects.all().delete()
    send("/contact/", words="The day after", email=READER)
    send_due()
    assert len(mail.outbox) == 2


def test_staff_are_told_once_a_day_and_not_what_was_written(settings):
    settings.MAIL_SERVER = "mail.example.org"
    for name, group in (("an-editor", "Editors"), ("nobody", None)):
        user = User.objects.create_user(name, f"{name}@example.org", is_staff=True)
        if group:
            user.groups.add(group_of(group))
    now = timezone.now()
    make_message(kind="contact", words="Buy", state="quiet")
    assert telling.tell_staff(now) == 0
    make_message(title="Quagga")
    assert [telling.tell_staff(now) for _ in range(2)] == [1, 0]
    assert telling.tell_staff(now + timedelta(days=2)) == 0, "nothing new came"
    [letter] = Message.objects.all()
    [told] = queue.waiting(letter.owner)
    assert (told.to, told.subject) == ("an-editor@example.org", "1 message of readers")
    assert QUEUE in told.text
    assert "Quagga" not in told.text


def test_senders_are_forgotten_in_time(editor):
    decided, waits, apart = make_message(words="Mine"), make_message(words="Mine"), make_message(state="quiet")
    drafted = make_message(words="Mine")
    answer(editor, drafted, draft="none", title="A work", kind="report")
    answer(editor, decided, decide="declined", answer="No.")
    assert queue.waiting(f"feedback:{decided.pk}")
    now = timezone.now()
    assert letters.forget_senders(now + KEPT_AFTER_DECISION - timedelta(hours=1)) == 0
    assert letters.forget_senders(now + KEPT_AFTER_DECISION + timedelta(hours=1)) == 1
    decided.refresh_from_db()
    assert (decided.sender, decided.words, decided.token_sealed, decided.answer) == ("", "", "", "No.")
    assert queue.waiting(f"feedback:{decided.pk}") == []
    drafted.refresh_from_db()
    assert drafted.mailbox == READER, "is still to be told"
    assert letters.forget_senders(now + QUIET_KEPT + timedelta(hours=1)) == 1
    assert not Feedback.objects.filter(pk=apart.pk).exists()
    assert letters.forget_senders(now + KEPT_UNDECIDED + timedelta(hours=1)) == 2
    waits.refresh_from_db()
    assert waits.sender == waits.words == ""


def test_letters_go_with_a_message_that_is_deleted(editor):
    message = make_message()
    answer(editor, message, decide="declined", answer="No.")
    owner = f"feedback:{message.pk}"
    assert queue.waiting(owner)
    Feedback.objects.all().delete()
    assert queue.waiting(owner) == []


def test_an_address_that_is_refused_is_deleted():
    message = make_message()
    for owner in ("feedback:", "feedback:x", "follower:1", f"feedback:{message.pk}"):
        queue.refused.send(sender=None, owner=owner, reason="No such mailbox")
    assert Feedback.objects.get().sender == ""


def test_how_useful_records_were_is_told_staff_alone_and_in_fives_to_take_away(editor):
    record, other = make_resource(title="A guide"), make_resource(title="Another")
    for number in range(7):
        make_message(kind="useful", about=record, is_useful=number != 0, state="seen", email="")
    make_message(kind="useful", about=other, is_useful=False, email="", words="Old")
    make_message(kind="useful", about=other, is_useful=True, email="", state="quiet")
    said = {each.record: (each.yes, each.no) for each in usefulness.table()}
    assert said == {record: (6, 1), other: (0, 1)}
    page = words(editor.get(f"{QUEUE}useful/"))
    assert "A guide" in page
    lines = editor.get(f"{QUEUE}useful/", {"csv": 1}).content.decode("utf-8-sig").split()
    assert lines == ["number,yes,no", f"{record.permanent_number},5,0"]
