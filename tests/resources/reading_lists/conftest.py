"""Somebody who keeps a reading list, and things to put on it."""

import re
from html import unescape

import pytest
from django.test import Client

from resources.models.listed_entries import Thing
from resources.reading_lists.models import Entry
from resources.reading_lists.things import what_of
from tests.factories import make_item, make_practice, make_resource


class Visitor:
    """Somebody with a browser that keeps nothing: forms are filled as the page gave them."""

    def __init__(self):
        self.client = Client(enforce_csrf_checks=True)

    def get(self, address: str, status: int = 200) -> str:
        answer = self.client.get(address)
        assert answer.status_code == status, (address, answer.status_code)
        assert not answer.cookies
        return answer.content.decode()

    def start(self, *things: Thing, **fields) -> str:
        """Begin a list with things; returns its private address."""
        answer = self.add(*things, **fields)
        assert answer.status_code == 302, answer.content.decode()
        return answer["Location"].partition("?")[0]

    def add(self, *things: Thing, **fields):
        """The answer to the form of "Add to a list"."""
        names = [what_of(thing) for thing in things]
        page = self.client.get("/lists/add/", {"what": names}).content.decode()
        return self.client.post("/lists/add/", {"nonce": nonce(page), "what": names} | fields)

    def post(self, address: str, *, at: str | None = None, status: int = 302, **fields):
        """Send a form with what the page it stands on (`at`, else its own address) put into it."""
        page = self.get(at or address)
        answer = self.client.post(address, hidden(page) | fields)
        assert answer.status_code == status, (answer.status_code, answer.content.decode())
        return answer


def nonce(page: str) -> str:
    return re.search(r'name="nonce" value="([^"]+)"', page)[1]


def hidden(page: str) -> dict:
    """What the hidden fields of a page hold that are the same in all of its forms."""
    found = re.findall(r'name="(nonce|version|order|began)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}


def words(page: str) -> str:
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", unescape(re.sub("<[^>]*>", " ", page)))


def titles() -> list[str]:
    """What stands on the one list, in its order."""
    return [entry.title_seen for entry in Entry.objects.in_order()]


def typed(**of_entries: tuple[str, str]) -> dict:
    """Fields of the form of all entries: key (with _ for -) → group and note."""
    fields = {}
    for name, (group, note) in of_entries.items():
        key = name.replace("_", "-")
        fields |= {f"{key}-group": group, f"{key}-note": note}
    return fields


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


@pytest.fixture
def things(db) -> list[Thing]:
    return [make_resource(title="Crowds"), make_item(number="1.5"), make_practice(name="Foot patrol")]


@pytest.fixture
def kept(visitor, things) -> str:
    """The private address of a list with a record, an item and a practice on it."""
    return visitor.start(*things)
