"""A small Blueprint, and the addresses of a plan."""

import re
from html import unescape
from io import BytesIO

import pytest
from django.test import Client

from pillars.models import Actor, Direction, Entry, Finding, Item, ItemState, Level, Pillar, Practice
from tests.factories import make_pillar


def make_item(number: str, *, local: bool = True, helps: bool = False, **fields) -> Item:
    """A published recommendation of a pillar by its number, for local agencies unless told otherwise."""
    pillar = Pillar.objects.filter(number=number[0]).first() or make_pillar(number=int(number[0]))
    defaults = {
        "level": Level.RECOMMENDATION,
        "state": ItemState.PUBLISHED,
        "statement": f"Agencies should do {number}.",
    }
    item = Item.objects.create(number=number, pillar=pillar, **defaults | fields)
    if local:
        item.actors.add(Actor.objects.get_or_create(slug="local-agency", name="Local agencies", position=3)[0])
    if helps:
        practice = Practice.objects.create(
            slug=f"p-{number.replace('.', '-')}", name=f"Practice {number}", what_it_is="A way."
        )
        Finding.objects.create(
            practice=practice,
            outcome="crime",
            direction=Direction.HELPS,
            strength="reviews",
            summary="It helps.",
            url="https://example.org/",
        )
        item.practices.add(practice)
    return item


@pytest.fixture
def items(db) -> list[Item]:
    return [make_item(number) for number in ("1.1", "1.2", "1.10", "2.1")]


class Visitor:
    """Somebody with a browser that keeps nothing: forms are filled as the page gave them."""

    def __init__(self):
        self.client = Client(enforce_csrf_checks=True)

    def start(self, **fields) -> str:
        """Begin a plan; returns its private address."""
        page = self.get("/plan/")
        answer = self.client.post("/plan/", {"nonce": nonce(page)} | fields)
        assert answer.status_code == 302, answer.content.decode()
        assert not answer.cookies
        return answer["Location"]

    def get(self, address: str, status: int = 200) -> str:
        answer = self.client.get(address)
        assert answer.status_code == status, address
        assert not answer.cookies
        return b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()

    def post(self, address: str, *, at: str | None = None, **fields):
        """Send a form with the nonce and version of the page it stands on (`at`, else its own address)."""
        page = self.get(at or address)
        answer = self.client.post(address, {"nonce": nonce(page), **version(page)} | fields)
        assert answer.status_code == 302, answer.content.decode()
        return answer


def words(page: str) -> str:
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]*>", " ", page)))


def numbers() -> list[str]:
    """The numbers of all entries, in their order."""
    return [entry.item.number for entry in Entry.objects.for_page()]


def nonce(page: str) -> str:
    return re.search(r'name="nonce" value="([^"]+)"', page)[1]


def version(page: str) -> dict:
    found = re.search(r'name="version" value="(\d+)"', page)
    return {"version": found[1]} if found else {}


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


@pytest.fixture
def plan(visitor, items) -> str:
    """The private address of a plan with all items in it."""
    address = visitor.start()
    visitor.post(f"{address}add/", number=[item.number for item in items])
    return address


def share(visitor: Visitor, plan: str) -> str:
    """Share a plan; returns the path of its share address."""
    visitor.post(f"{plan}addresses/share/", at=f"{plan}addresses/")
    return re.search(r'value="https://library.test(/plan/shared/[^"]+)"', visitor.get(f"{plan}addresses/"))[1]


def import_csv(visitor, plan: str, text: str | bytes) -> str:
    file = BytesIO(text if isinstance(text, bytes) else text.encode())
    file.name = "plan.csv"
    page = visitor.get(f"{plan}import/")
    return visitor.client.post(f"{plan}import/", {"nonce": nonce(page), "file": file}).content.decode()


def confirm(visitor, plan: str, page: str) -> int:
    form = page.partition('name="digest"')
    hidden = {"nonce": nonce(form[0][-200:]), "digest": form[2].split('"')[1]}
    text = re.search(r'name="text" value="([^"]*)"', page)[1]
    return visitor.client.post(f"{plan}import/", hidden | {"text": unescape(text)}).status_code
