"""A list for paper: what finds each entry again, and the texts that the library holds."""

import re

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from resources.models import Document, DocumentPage
from resources.models.document_text import PAGE_LENGTH
from resources.reading_lists import held_texts
from tests.factories import make_document, make_item, make_many, make_publisher, make_resource
from tests.resources.reading_lists.shared_list import make_list
from tests.test_markup import problems

pytestmark = pytest.mark.django_db


def text(client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    page = answer.getvalue().decode()
    assert problems(page) == []
    return " ".join(page.split())


def make_text(resource, *pages: str, ending: str = "txt", **fields) -> Document:
    """A document held here, with its text as it was read."""
    content = b"<!doctype html><p>Words" if ending == "html" else b"Words."
    made = make_document(resource=resource, file=ContentFile(content, f"a.{ending}"), **fields)
    for number, page in enumerate(pages, 1):
        DocumentPage.objects.create(document=made, number=number, text=page)
    return made


def test_works(client):
    record = make_resource(
        title="Crowds", issued=2015, publishers=[make_publisher(name="Press"), make_publisher(name="Union")]
    )
    paper = make_text(record, "First line.\nSecond line.", "Third page.", ending="html", title="Guide")
    made = make_list(introduction="For the board.")
    made.add(record, group="First", note="Begin here.")
    made.add(make_item(number="1.5"), group="Then")
    page = text(client, f"{made.shared}.print.html")
    assert "Works are cited after APA, 7th edition." in page
    for said in ("For the board.", "<b>1</b> Crowds", "Press", "Union", "(2015)", "<b>Note:</b> <p>Begin here.</p>"):
        assert said in page
    assert f">https://library.test/r/{record.permanent_number}/</a>" in page
    assert "Held here" in page
    assert f'href="#text-{paper.pk}"' in page
    assert re.findall(r"<p>([^<]*(?:line|page)\.)</p>", page) == ["First line.", "Second line.", "Third page."]
    assert f'data-address=" https://library.test{made.shared}/' in page
    assert '<link rel="canonical"' not in page


def test_the_private_address_is_not_printed(client):
    made = make_list(make_resource())
    page = text(client, f"{made.private}.print.html")
    assert made.edit_token not in page.replace(f'href="{made.private}/"', "")


def test_the_style_of_citations_can_be_chosen(client):
    made = make_list(make_resource(title="Crowds", issued=2015))
    assert "Works are cited after Bluebook" in text(client, f"{made.shared}.print.html?style=bluebook")
    page = text(client, f"{made.shared}.print.html?style=%3Cb%3E")
    assert "“&lt;b&gt;” is no style of citation here" in page
    assert "Works are cited after APA" in page


def test_of_a_document_its_own_text_is_printed(client):
    record = make_resource()
    first, second = make_text(record, "One."), make_text(record, "Two.")
    page = text(client, f"{make_list(second).shared}.print.html")
    assert "<p>Two.</p>" in page
    assert "<p>One.</p>" not in page
    page = text(client, f"{make_list(first, record, second).shared}.print.html")
    assert (page.count("<p>One.</p>"), page.count("<p>Two.</p>")) == (1, 1)


def test_what_is_not_public_or_laid_out_already_is_not_printed(client):
    gone, draft, record = make_resource(), make_resource(published=False), make_resource()
    for each in (gone, draft):
        make_text(each, "Secret.")
    pdf = make_document(resource=record, file=ContentFile(b"%PDF-1.4\n1 0 obj\n%%EOF", "a.pdf"))
    DocumentPage.objects.create(document=pdf, number=1, text="Laid out.")
    made = make_list(gone, draft, record)
    gone.withdraw("A reason.")
    page = text(client, f"{made.shared}.print.html")
    assert "Secret." not in page
    assert "Laid out." not in page


def test_what_is_too_long_is_cut_and_said(client, monkeypatch):
    monkeypatch.setattr(held_texts, "MOST_OF_ONE", 30)
    monkeypatch.setattr(held_texts, "MOST", 40)
    records = [make_resource() for _ in range(4)]
    for record, pages in zip(records, (["x" * 20, "y" * 20, "z" * 20], ["Short."], ["w" * 20], ["Last."]), strict=True):
        make_text(record, *pages)
    page = text(client, f"{make_list(*records).shared}.print.html")
    assert "Cut here: 30 of some 60 characters are printed." in page
    assert "zzz" not in page
    assert "<p>Short.</p>" in page
    assert "Cut here: 4 of some 20 characters are printed." in page
    assert "Last." not in page
    assert "the texts before it fill the 40 characters that a pack holds" in page


def test_what_was_not_read_whole_is_said(client):
    record = make_resource()
    make_text(record, "x" * PAGE_LENGTH, ending="html")
    make_text(record)
    page = text(client, f"{make_list(record).shared}.print.html")
    assert "Cut here: the library has not read more of its file." in page
    assert "the library has not read any in its file" in page


def test_an_empty_list_and_five_hundred_that_are_gone(client):
    assert "Nothing is in this list yet." in text(client, f"{make_list().shared}.print.html")
    records = make_many(500, kind="report")
    made = make_list(*records)
    for record in records[:3]:
        record.withdraw("A reason.")
    type(records[0]).objects.update(expire_at=timezone.now())
    for suffix in (".print.html", ".csv", ".json", ".ris", ".atom", "/", "/changes/", "/files.zip"):
        assert client.get(made.shared + suffix).status_code == 200, suffix
