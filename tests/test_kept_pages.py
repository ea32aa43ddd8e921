"""Every address of the site is public and may be kept, or it is one of those that never are."""

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import get_resolver, resolve

from icpr.urls import PUBLIC
from tests import addresses
from tests.reading import Reader

# With the reason why no answer of theirs is kept for others. Plans, lists and staff pages are left out by their names.
NEVER = {
    "suggest": "says itself for how long a browser may keep it",
    "open-search-suggest": "says itself for how long a browser may keep it",
    "mail-reports": "takes reports of a mail service",
    "oai": "says the moment of the answer",
    "dump-folder": "is of the files there are",
    "dump": "has a validator of its own, and parts",
    "tell-staff": "takes a form",
    "tell-us": "has a form with a key of its own",
    "told": "is secret",
    "suggest-resource": "has a form with a key of its own",
    "report-problem": "has a form with a key of its own",
    "contact": "has a form with a key of its own",
    "useful": "has a form with a key of its own",
    "feedback-status": "is secret",
    "follow": "takes a form",
    "follow-asked": "is kept by nobody, as all pages of followers",
    "follow-link": "takes a form",
    "follow-erased": "is kept by nobody, as all pages of followers",
    "follow-confirm": "is secret",
    "follow-manage": "is secret",
    "follow-erase": "is secret",
    "follow-stop": "is secret",
    "follow-stop-all": "is secret",
    "document": "has a validator of its own, and parts",
    "policy-package": "has a validator of its own, and is sent from files",
    "preview": "is secret",
    "preview-document": "is secret",
    "health": "is of this process",
    "ready": "is of this process",
    "metrics": "is for whoever watches the server",
    "security-text": "ends so many days after today in UTC, not in the local day",
}
PRIVATE = ("plan", "list", "admin", "account", "mfa")


def names() -> list[str]:
    return [pattern.name for pattern in get_resolver().url_patterns if not hasattr(pattern, "url_patterns")]


def test_each_address_is_public_or_is_known_never_to_be():
    undecided = [name for name in names() if name not in PUBLIC | NEVER.keys() and not name.startswith(PRIVATE)]
    assert undecided == []
    assert set(names()) >= PUBLIC | NEVER.keys()
    assert not [name for name in PUBLIC if name in NEVER or name.startswith(PRIVATE)]


@pytest.mark.django_db
def test_each_page_is_kept_as_django_makes_it():
    caches["pages"].clear()
    library, reader, client = addresses.lay(), Reader(), Client()
    kept = set()
    for address in addresses.public(library):
        if (name := resolve(address).url_name) not in PUBLIC:
            continue
        by_django, made, again = client.get(address), reader.get(address), reader.get(address)
        assert not by_django.cookies, address
        assert by_django.get("Vary", "Accept-Encoding") == "Accept-Encoding", address
        assert made == again, address
        assert made.text == by_django.content.decode(), address
        if by_django.status_code == 200:
            kept.add(name)
            assert reader.get(address, **{"If-None-Match": made.etag}).code == 304, address
    assert kept == PUBLIC - {"permanent"}  # that leads on
