"""The next digest, as staff see it before it is sent: the letter followers get, and what is not in it and why."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from icpr.outbox import queue
from icpr.outbox.models import Message
from resources.following.models import Follower, Subscription
from resources.models import ChangeNote, RecordClock, Resource
from tests.factories import make_resource
from tests.resources.staff import fields_of, texts

pytestmark = pytest.mark.django_db
PAGE = "/admin/mail/preview/"
ASKED = {"address": "/resources/", "rhythm": "weekly", "level": "major", "back": "30"}


@pytest.fixture
def news() -> list[Resource]:
    """One that is new, one of which readers were told, one that was changed in silence, and one of this minute."""
    now = timezone.now()
    records = [make_resource(title=title) for title in ("A new one", "One changed", "One corrected", "A very new one")]
    moments = [timedelta(days=3), timedelta(days=300), timedelta(days=300), timedelta()]
    for record, ago in zip(records, moments, strict=True):
        Resource.objects.filter(pk=record.pk).update(publish_at=now - ago)
    RecordClock.objects.update(written_at=now - timedelta(days=1))
    ChangeNote.objects.create(resource=records[1], text="A chapter was added.", told_at=now - timedelta(days=2))
    return records


def page(client, **asked) -> str:
    answer = client.get(PAGE, ASKED | asked)
    assert answer.status_code == 200
    return answer.content.decode()


def letter_in(page: str) -> str:
    return page.partition('aria-label="The letter as text">')[2].partition("</pre>")[0]


def test_works(editor, news):
    shown = page(editor)
    letter, left_out = letter_in(shown), shown.partition("<h3>Not in it</h3>")[2]
    for told in ("A new one", "One changed", "A chapter was added."):
        assert told in letter
    assert "One corrected" not in letter
    too_new, minor = (left_out.partition(reason)[2].partition("</ul>")[0] for reason in ("So new that", "are minor"))
    assert "One corrected" in minor
    assert "A very new one" in too_new
    assert not Follower.objects.exists()
    assert not Subscription.objects.exists()
    assert not Message.objects.exists()


def test_its_html_is_a_page_under_the_strictest_policy(editor, news):
    answer = editor.get("/admin/mail/preview.html", ASKED)
    assert "A new one" in answer.content.decode()
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "unsafe-inline" not in answer["Content-Security-Policy"]


def test_it_is_sent_to_who_is_signed_in(editor, news):
    User.objects.update(email="ed@example.org")
    form = fields_of(editor.get(PAGE, ASKED).content, lambda form: form.get("method") == "post" and not form.get("id"))
    for _ in range(2):
        answer = editor.post(PAGE, form, follow=True)
    assert "ed@example.org is on its way" in texts(answer)
    assert "A new one" in letter_in(answer.content.decode())
    [message] = Message.objects.all()
    assert message.content.letter().subject.startswith("[Preview] ")
    assert queue.counts()[0].purpose == "preview"


def test_what_of_an_address_is_not_understood_is_said_in_words(editor, news):
    shown = page(editor, address="/resources/?tag=none")
    assert "<p>Tag “none” is not one we know, so it was left out.</p>" in shown
    assert "Notice(" not in shown


def test_nothing_new_is_no_letter(editor):
    make_resource(title="Old")
    Resource.objects.update(publish_at=timezone.now() - timedelta(days=300))
    assert "so no letter would be sent" in page(editor)
    assert editor.get("/admin/mail/preview.html", ASKED).status_code == 404
    assert texts(editor.post(PAGE, ASKED, follow=True)) == ""
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"address": "/about/"}, "Nothing can be followed at this address"),
        ({"address": "https://example.org/resources/"}, "Nothing can be followed at this address"),
        ({"address": "/r/ICPR-999999/"}, "Nothing can be followed at this address"),
        ({"address": "x" * 2_000}, "at most 1500 characters"),
        ({"address": ""}, "This field is required"),
        ({"address": "/resources/?q=%00"}, "no letter would be sent"),
        ({"rhythm": "hourly"}, "Select a valid choice"),
        ({"level": "x"}, "Select a valid choice"),
        ({"back": "9999999"}, "Select a valid choice"),
    ],
)
def test_what_does_not_fit_is_said(editor, asked, said):
    assert said in page(editor, **asked)


def test_of_a_record_that_was_withdrawn(editor):
    record = make_resource(title="Foot patrol")
    record.withdraw("Outdated.")
    assert "This is not public any more: “Foot patrol”" in page(editor, address=record.permanent_url)


@pytest.mark.parametrize("rhythm", ["at-once", "daily", "weekly"])
@pytest.mark.parametrize("level", ["major", "all"])
def test_every_rhythm_of_the_present_period(editor, rhythm, level, news):
    assert "The next letter of this rhythm is due" in page(editor, rhythm=rhythm, level=level, back="")


def test_queries(editor, django_assert_num_queries):
    for number in (2, 12):
        for _ in range(number):
            make_resource()
        Resource.objects.update(publish_at=timezone.now() - timedelta(days=2))
        page(editor)
        with django_assert_num_queries(40 if connection.vendor == "postgresql" else 39):
            page(editor)
