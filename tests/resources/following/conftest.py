"""Somebody who follows things, with a browser that keeps nothing and an e-mail program."""

import re
from html import unescape

import pytest
from django.test import Client

from icpr.outbox import queue
from icpr.outbox.models import Message
from resources.following import answering
from resources.following.models import Asked, Follower, Subscription
from tests.factories import make_pillar, make_resource

ADDRESS = "chief@example.org"


def words(page: str) -> str:
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]*>", " ", page)))


class Visitor:
    """Asks for pages as browsers do; private ones are never stored and leave no cookie."""

    def __init__(self):
        self.client = Client(enforce_csrf_checks=True)

    def get(self, address: str, status: int = 200) -> str:
        return self._read(self.client.get(path_of(address)), status)

    def post(self, address: str, status: int = 303, *, sent_by: dict | None = None, **form) -> str:
        """Send a form. Returns the page; after 303 where it leads to."""
        answer = self.client.post(path_of(address), form, **sent_by or {})
        page = self._read(answer, status)
        return answer["Location"] if status == 303 else page

    def follow(
        self, of: str, email: str = ADDRESS, *, status: int = 303, rhythm="weekly", level="major", **more
    ) -> str:
        return self.post("/follow/", status, email=email, rhythm=rhythm, level=level, **{"of": of} | more)

    def _read(self, answer, status: int) -> str:
        assert answer.status_code == status, words(answer.content.decode())
        assert not answer.cookies
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]
        return answer.content.decode()


def path_of(address: str) -> str:
    return address.removeprefix("https://library.test")


def letters() -> list:
    """What waits to be sent to the follower of this test, after what was asked for is answered; the earliest first."""
    answering.answer_all()
    return [letter for owner in _owners() for letter in queue.waiting(owner)]


def _owners() -> list[str]:
    return list(dict.fromkeys(Message.objects.order_by("created_at").values_list("owner", flat=True)))


def link_in(letter, name: str) -> str:
    """The private address of a sort, such as "confirm", that stands in a letter."""
    return path_of(re.search(rf"https://library\.test/follow/{name}/[\w-]{{43}}/", letter.text)[0])


@pytest.fixture
def visitor(db) -> Visitor:
    return Visitor()


@pytest.fixture
def pillar(db):
    pillar = make_pillar(slug="policy", name="Policy & Oversight")
    make_resource(title="A guide", pillars=[pillar])
    return pillar


@pytest.fixture
def follower(visitor, pillar) -> Follower:
    """Follows a pillar, confirmed."""
    visitor.follow("/pillars/policy/")
    [letter] = letters()
    confirm = link_in(letter, "confirm")
    visitor.post(confirm, **boxes(visitor.get(confirm)))
    return Follower.objects.get()


def boxes(page: str) -> dict[str, list[str]]:
    """What the form of a page that confirms sends when all boxes stay as they are."""
    shown = re.findall(r'name="shown" value="(\d+)"', page)
    return {"shown": shown, "follow": re.findall(r'name="follow" value="(\d+)" checked', page)}


def kept() -> int:
    """How many rows are kept of anybody who asked for anything."""
    return Asked.objects.count() + Follower.objects.count() + Subscription.objects.count()
