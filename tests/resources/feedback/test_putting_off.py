"""Messages of readers are put off until a day, with a reason, and wait again on it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from resources.feedback import deciding, putting_off, telling
from resources.feedback.models import Feedback, PutOff
from tests.resources.feedback.test_queue import QUEUE, answer, editor, make_message, status_page, words
from tests.resources.staff import texts

__all__ = ["editor"]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
UNTIL = (timezone.localdate() + 10 * DAY).isoformat()
PUT_OFF = {"put_off": "1", "until": UNTIL, "reason": "The author is away."}


def shown(client: Client, **asked) -> list[int]:
    return [message.pk for message, _ in client.get(QUEUE, asked).context["rows"]]


def test_works(editor):
    message = make_message()
    assert "put off until" in texts(answer(editor, message, **PUT_OFF))
    assert shown(editor) == []
    assert "but for what was put off" in words(editor.get(QUEUE))
    assert shown(editor, state="put_off") == [message.pk]
    page = words(editor.get(QUEUE, {"state": "put_off"}))
    assert "by editors. The author is away." in page
    assert "Put off (1)" in page
    assert "The author is away" not in status_page(message)
    assert "waits again" in texts(answer(editor, message, take_up="1"))
    assert shown(editor) == [message.pk]


def test_on_its_day_it_waits_again_and_is_forgotten(editor):
    message = make_message()
    answer(editor, message, **PUT_OFF)
    PutOff.objects.update(until=timezone.localdate())
    assert shown(editor) == [message.pk]
    assert putting_off.forget(timezone.localdate()) == 1


def test_a_later_word_takes_the_place_of_an_earlier_one(editor):
    message = make_message()
    answer(editor, message, **PUT_OFF)
    answer(editor, message, **PUT_OFF | {"reason": "She answered: next month."})
    assert PutOff.objects.get().reason == "She answered: next month."


def test_what_is_put_off_can_be_decided_and_begins_anew(editor):
    message = make_message(kind="contact")
    answer(editor, message, **PUT_OFF)
    answer(editor, message, decide="answered", answer="At the front desk.")
    assert not PutOff.objects.exists()
    answer(editor, message, decide="open")
    assert shown(editor) == [message.pk]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"until": ""}, "Say until when"),
        ({"until": "x"}, "valid date"),
        ({"until": timezone.localdate().isoformat()}, "a day to come"),
        ({"until": "2999-01-01"}, "next two years"),
        ({"reason": ""}, "Say why"),
        ({"reason": "a\x00b"}, "Null"),
        ({"reason": "x" * 301}, "at most 300"),
    ],
)
def test_a_day_and_a_reason_are_needed(editor, typed, said):
    assert said in texts(answer(editor, make_message(), **PUT_OFF | typed))
    assert not PutOff.objects.exists()


@pytest.mark.parametrize("button", [PUT_OFF, {"take_up": "1"}])
def test_what_was_decided_meanwhile_is_left_alone(editor, button):
    message = make_message(kind="contact")
    Feedback.objects.update(state="seen", decided_at=timezone.now())
    assert deciding.MEANWHILE in texts(answer(editor, message, seen="open", **button))
    assert deciding.NOT_SO in texts(answer(editor, message, seen="seen", **button))
    assert not PutOff.objects.exists()


def test_nobody_is_told_of_it(settings, editor):
    settings.MAIL_SERVER = "mail.example.org"
    User.objects.update(email="staff@example.org")
    message = make_message()
    answer(editor, message, **PUT_OFF)
    assert telling.tell_staff(timezone.now()) == 0
    answer(editor, message, take_up="1")
    assert telling.tell_staff(timezone.now()) == 1
