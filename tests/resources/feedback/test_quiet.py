"""What looks like advertising or like a flood waits apart, and nobody is mailed."""

import pytest
from django.test import Client

from icpr.limits.throttling import Limit
from icpr.outbox.models import Message
from resources.feedback import forms, quiet
from resources.feedback.models import Feedback
from tests.resources.feedback.sending import form, page_text, send

pytestmark = pytest.mark.django_db

CONTACT = "/contact/"


def test_works():
    answer = send(CONTACT, words="Buy: https://a.example https://b.example https://c.example", email="a@example.org")
    message = Feedback.objects.get()
    assert (message.state, message.quiet_reason) == ("quiet", "Holds 3 links.")
    assert not Message.objects.exists(), "nobody is mailed"
    assert "It waits for staff." in page_text(Client().get(answer["Location"])), "the sender learns nothing of it"
    assert not Feedback.objects.waiting().exists()
    assert Feedback.objects.quiet().exists()


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("See https://a.example/guide for its second part.", ""),
        ("https://a.example/", "Holds nothing but links."),
        ("Good [url=https://a.example]things[/url] here", "Holds links written as code."),
        ('Good <a href="https://a.example">things</a> here', "Holds links written as code."),
    ],
)
def test_links(words, reason):
    send(CONTACT, words=words)
    assert Feedback.objects.get().quiet_reason == reason


def test_what_came_sooner_than_anybody_types(monkeypatch):
    monkeypatch.setattr(forms, "SHORTEST_OPEN", 3)
    send(CONTACT, words="A question of a program.")
    assert Feedback.objects.get().quiet_reason == "Sent sooner than anybody types."


def test_the_same_words_again_and_again():
    for _ in range(2):
        send(CONTACT, words="The very same words of a program that goes round.")
        send(CONTACT, words="Thank you!")
    assert Feedback.objects.quiet().count() == 1


def test_a_flood_of_one_network_and_of_all(monkeypatch):
    monkeypatch.setattr(quiet, "MANY_FROM_NETWORK", Limit("feedback-network-quiet", most=2, seconds=3_600))
    for number in range(3):
        send(CONTACT, words=f"Question {number}")
    assert list(Feedback.objects.quiet().values_list("words", flat=True)) == ["Question 2"]
    monkeypatch.setattr(quiet, "MANY_OF_ALL", Limit("feedback-all-quiet", most=3, seconds=86_400))
    Client(REMOTE_ADDR="203.0.113.9").post(CONTACT, form(CONTACT, words="From elsewhere"))
    assert Feedback.objects.quiet().filter(words="From elsewhere").exists()
