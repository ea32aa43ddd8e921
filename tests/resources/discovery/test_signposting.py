"""The `Link` headers of a record's page and of its files."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from resources.discovery.signposting import MOST_ITEMS
from tests.factories import make_document, make_resource
from tests.resources.documents.samples import pdf

pytestmark = pytest.mark.django_db
SITE = "https://library.test"
LINK = re.compile(r'<([^>]+)>; rel="([^"]+)"(?:; type="([^"]+)")?')


def links(answer) -> dict[str, list[tuple[str, str]]]:
    """Addresses and types, by relation."""
    found: dict[str, list[tuple[str, str]]] = {}
    for address, relation, type_ in LINK.findall(answer["Link"]):
        found.setdefault(relation, []).append((address.removeprefix(SITE), type_))
    return found


def test_works(client):
    later = make_resource(title="Later")
    made = make_resource(title="A report", superseded_by=later)
    paper = make_document(resource=made, file=SimpleUploadedFile("a.pdf", pdf("Words.")))
    make_document(resource=made, url="https://example.org/a.pdf", address_evidence="own-page")
    found = links(client.get(made.get_absolute_url()))
    assert "application/json" in dict(map(reversed, found["describedby"]))
    for address, type_ in found.pop("describedby"):
        form = client.get(address)
        assert b"".join(form)
        assert (form.status_code, form["Content-Type"].partition(";")[0]) == (200, type_), address
    assert found == {
        "cite-as": [(made.permanent_url, "")],
        "type": [("https://schema.org/Report", ""), ("https://schema.org/AboutPage", "")],
        "item": [(paper.get_absolute_url(), "application/pdf")],
        "collection": [("/resources/", "text/html")],
        "successor-version": [(later.permanent_url, "")],
    }
    answer = client.get(paper.get_absolute_url())
    assert b"".join(answer)
    assert links(answer) == {
        "cite-as": [(made.permanent_url, "")],
        "collection": [(made.get_absolute_url(), "text/html")],
    }


def test_a_draft_that_takes_its_place_is_not_told(client):
    made = make_resource(superseded_by=make_resource(published=False))
    assert "successor-version" not in links(client.get(made.get_absolute_url()))


def test_the_header_does_not_grow_with_the_papers(client):
    made = make_resource()
    for _ in range(MOST_ITEMS + 3):
        make_document(resource=made, file=SimpleUploadedFile("a.txt", b"Words."))
    answer = client.get(made.get_absolute_url())
    assert len(links(answer)["item"]) == MOST_ITEMS
    assert len(answer["Link"]) < 4_000


def test_a_title_is_not_in_it(client):
    made = make_resource(title="A, B; <c>\r\nX-Evil: 1")
    assert len(links(client.get(made.get_absolute_url()))["cite-as"]) == 1
