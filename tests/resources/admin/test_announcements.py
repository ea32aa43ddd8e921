"""An announcement to the field: drafted by editors, tried on oneself, confirmed by two publishers, taken back."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from icpr.audit.models import AuditEntry, Event
from icpr.outbox import queue
from icpr.outbox.models import Message
from resources.admin import own_mail
from resources.following import announcing
from resources.following.announcements import GRACE, Announcement, Confirmation
from tests.factories import make_publishable, make_resource
from tests.resources.following.announcements import make_announcement, make_followers
from tests.resources.staff import fields_of, form_data, staff, texts

pytestmark = pytest.mark.django_db
LIST = "/admin/following/announcement/"
TYPED = {"subject": "Six new policies", "text": "Dear colleagues,\n\nread them.", "records": ""}


@pytest.fixture
def second(db) -> Client:
    return staff("Publishers", "second")


def address(announcement: Announcement, page: str) -> str:
    return f"{LIST}{announcement.pk}/{page}"


def add(client: Client, **typed):
    return client.post(f"{LIST}add/", form_data(client, f"{LIST}add/") | TYPED | typed, follow=True)


def save(client: Client, announcement: Announcement, **typed):
    url = address(announcement, "change/")
    return client.post(url, form_data(client, url) | typed, follow=True)


def confirm(client: Client, announcement: Announcement, version: int | str = 1) -> str:
    return texts(client.post(address(announcement, "confirm/"), {"version": version}, follow=True))


def audit() -> list[tuple[str, str]]:
    return list(AuditEntry.objects.filter(event=Event.MAIL).order_by("pk").values_list("username", "detail"))


def test_works(editor, publisher, second):
    record = make_resource(title="Foot patrol")
    make_followers(8)
    page = add(editor, records=record.permanent_number).content.decode()
    announcement = Announcement.objects.get()
    assert "It would go to 5 followers now" in page
    for said in ("Foot patrol", "read them.", f"/r/{record.permanent_number}/"):
        assert said in page
    assert "I have read it: confirm" not in page
    assert "Another publisher has to" in confirm(publisher, announcement)
    assert "I have read it: confirm" not in publisher.get(address(announcement, "letter/")).content.decode()
    assert "I have read it: confirm" in second.get(address(announcement, "letter/")).content.decode()
    assert "Confirmed by two" in confirm(second, announcement)
    assert announcing.send_due(timezone.now() + GRACE) == 1
    assert Message.objects.filter(purpose="announcement").count() == 8
    page = publisher.get(address(announcement, "letter/")).content.decode()
    for said in ("5 letters were put into the", "Confirmed by publishers", "Confirmed by second"):
        assert said in page
    done = [("editors", "drafted"), ("publishers", "confirmed, version 1"), ("second", "confirmed, version 1")]
    assert audit() == done


def test_the_same_publisher_does_not_confirm_twice(publisher):
    announcement = make_announcement()
    confirm(publisher, announcement)
    assert "confirmed it already" in confirm(publisher, announcement)
    announcement.refresh_from_db()
    assert announcement.is_draft
    assert len(audit()) == 1


def test_a_change_takes_confirmations_back(editor, publisher, second):
    announcement = make_announcement()
    confirm(publisher, announcement)
    save(editor, announcement)
    assert Confirmation.objects.count() == 1  # nothing was changed
    save(editor, announcement, text="Other words.")
    assert not Confirmation.objects.exists()
    assert audit()[-1] == ("editors", "changed; confirmation taken back")
    assert "It was changed meanwhile" in confirm(second, announcement, 1)
    assert "Another publisher has to" in confirm(second, announcement, 2)


def test_editors_do_not_confirm(editor):
    announcement = make_announcement()
    assert editor.post(address(announcement, "confirm/"), {"version": 1}).status_code == 403
    assert not Confirmation.objects.exists()


def test_what_two_confirmed_is_not_changed_before_it_is_taken_back(editor, publisher, second):
    announcement = make_announcement()
    sent = form_data(editor, address(announcement, "change/")) | {"text": "Other words."}
    for client in (publisher, second):
        confirm(client, announcement)
    assert editor.post(address(announcement, "change/"), sent).status_code == 403
    assert publisher.post(address(announcement, "delete/"), {"post": "yes"}).status_code == 403
    assert "it is a draft again" in texts(editor.post(address(announcement, "take-back/"), follow=True))
    save(editor, announcement, text="Other words.")
    assert Announcement.objects.get().text == "Other words."
    assert "It is no draft any more" not in confirm(publisher, announcement, 2)


def test_what_waits_is_cancelled(publisher, second):
    make_followers(6)
    announcement = make_announcement()
    queue.pause()
    for client in (publisher, second):
        confirm(client, announcement)
    announcing.send_due(timezone.now() + GRACE)
    said = texts(publisher.post(address(announcement, "take-back/"), follow=True))
    assert "5 letters were kept back" in said
    assert set(Message.objects.values_list("state", flat=True)) == {Message.State.DROPPED}
    assert "It is no draft any more" in texts(publisher.post(address(announcement, "take-back/"), follow=True))
    assert "It is no draft any more" in confirm(publisher, announcement)


@pytest.mark.parametrize("version", ["", "x", "-1", "٣", "9" * 30, "0"])
def test_a_version_nobody_read_is_not_confirmed(publisher, version):
    assert "changed meanwhile" in confirm(publisher, make_announcement(), version)
    assert not Confirmation.objects.exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"subject": ""}, "required"),
        ({"subject": "x" * 121}, "at most 120 characters"),
        ({"text": "x" * 1_000_000}, "at most 5000 characters"),
        ({"text": "\x00"}, "Null characters are not allowed"),
        ({"records": "ICPR-999999"}, "There is no record ICPR-999999"),
        ({"records": "a poem"}, "is no permanent number"),
        ({"records": " ".join(str(n) for n in range(1, 12))}, "at most 10 records"),
        ({"records": "9" * 190}, "is no permanent number"),
    ],
)
def test_what_does_not_fit_is_said_and_nothing_kept(editor, typed, said):
    assert said in texts(add(editor, **typed))
    assert not Announcement.objects.exists()


def test_a_subject_is_one_line(editor):
    add(editor, subject="Six new\r\nBcc: everybody@example.org")
    assert Announcement.objects.get().subject == "Six new Bcc: everybody@example.org"


def test_markup_is_text(editor):
    add(editor, text='<script>alert(1)</script>\n\n<img src="https://example.org/x.png">')
    answer = editor.get(address(Announcement.objects.get(), "letter.html"))
    assert "<script" not in answer.content.decode()
    assert "<img" not in answer.content.decode()


def test_what_is_not_public_is_in_no_letter(editor, publisher):
    draft = make_publishable(title="A secret draft")
    announcement = make_announcement(records=draft.permanent_number)
    for page in ("letter/", "letter.html"):
        assert "A secret draft" not in editor.get(address(announcement, page)).content.decode()
    page = publisher.get(address(announcement, "letter/")).content.decode()
    assert f"Not public, and so not in the letter: {draft.permanent_number}" in " ".join(page.split())
    assert "I have read it: confirm" not in page
    assert draft.permanent_number in confirm(publisher, announcement)
    draft.publish()
    assert "A secret draft" in editor.get(address(announcement, "letter/")).content.decode()
    assert "Another publisher has to" in confirm(publisher, announcement)


def test_the_html_is_shown_under_a_policy_that_allows_its_style_alone(editor):
    answer = editor.get(address(make_announcement(), "letter.html"))
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "unsafe-inline" not in policy
    assert "'sha256-" in policy
    assert answer["X-Frame-Options"] == "DENY"


def send_to_me(client: Client, announcement: Announcement) -> str:
    page = client.get(address(announcement, "letter/")).content
    sent = fields_of(page, lambda form: form.get("action", "").endswith("to-me/"))
    client.post(address(announcement, "to-me/"), sent)  # and once more, which counts as one
    return texts(client.post(address(announcement, "to-me/"), sent, follow=True))


def test_it_is_sent_to_who_is_signed_in(editor):
    announcement = make_announcement()
    User.objects.filter(username="editors").update(email="Ed@Example.org")
    assert "Ed@example.org is on its way" in send_to_me(editor, announcement)
    [message] = Message.objects.all()
    letter = message.content.letter()
    assert (letter.to, letter.purpose, letter.owner) == ("Ed@example.org", "preview", f"staff:{User.objects.get().pk}")
    assert letter.subject == "[Preview] Six new policies"
    assert letter.headers == {}
    assert own_mail.NO_TOKEN in letter.text
    queue.pause()
    assert "All mail is paused" in send_to_me(editor, announcement)
    assert Message.objects.count() == 2


def test_without_an_address_nothing_is_sent(editor):
    announcement = make_announcement()
    assert "your account has no e-mail address" in editor.get(address(announcement, "letter/")).content.decode()
    said = texts(editor.post(address(announcement, "to-me/"), follow=True))
    assert "Your account has no e-mail address" in said
    assert not Message.objects.exists()


def test_so_many_a_day(editor):
    announcement = make_announcement()
    User.objects.update(email="ed@example.org")
    for _ in range(own_mail.TO_STAFF.most):
        editor.post(address(announcement, "to-me/"))
    assert "within a day" in texts(editor.post(address(announcement, "to-me/"), follow=True))
    assert Message.objects.count() == own_mail.TO_STAFF.most


def test_without_a_mail_server_nothing_is_sent(editor, settings):
    settings.PRODUCTION, settings.MAIL_SERVER = True, ""
    User.objects.update(email="ed@example.org")
    assert "cannot send mail" in texts(editor.post(address(make_announcement(), "to-me/"), follow=True))
    assert not Message.objects.exists()


def test_forged_forms_and_strangers(publisher, client):
    announcement = make_announcement()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = publisher.cookies
    other = staff(None, "someone")
    User.objects.filter(username="someone").update(is_superuser=False)
    for page in ("confirm/", "take-back/", "to-me/"):
        assert strict.post(address(announcement, page), {"version": 1}).status_code == 403
        assert other.post(address(announcement, page), {"version": 1}).status_code == 403
        assert publisher.get(address(announcement, page)).status_code == 405
        assert client.post(address(announcement, page)).status_code == 302
        assert publisher.post(f"{LIST}999/{page}").status_code == 404
    for page in ("letter/", "letter.html"):
        assert other.get(address(announcement, page)).status_code == 403
        assert publisher.get(f"{LIST}999999999999999999/{page}").status_code == 404
        assert publisher.post(address(announcement, page)).status_code == 405
    assert not Confirmation.objects.exists()


def test_a_draft_of_two_editors_is_joined(editor, publisher):
    announcement = make_announcement()
    url = address(announcement, "change/")
    mine, other = (form_data(client, url) for client in (editor, publisher))
    publisher.post(url, other | {"subject": "Seven new policies"})
    editor.post(url, mine | {"text": "Other words."})
    announcement.refresh_from_db()
    assert (announcement.subject, announcement.text, announcement.version) == ("Seven new policies", "Other words.", 3)


def test_queries(publisher, django_assert_num_queries):
    for number in (1, 9):
        make_followers(3 * number)
        announcement = make_announcement(records=" ".join(make_resource().permanent_number for _ in range(number)))
        with django_assert_num_queries(23):
            publisher.get(address(announcement, "letter/"))


def test_the_moment_it_goes_is_said(publisher, second):
    announcement = make_announcement()
    for client in (publisher, second):
        confirm(client, announcement)
    Announcement.objects.update(confirmed_at=timezone.now() - timedelta(minutes=3))
    assert "It goes out " in publisher.get(address(announcement, "letter/")).content.decode()
