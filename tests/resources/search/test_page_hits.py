"""Words inside documents: found, named by page, linked, and only while the record is public."""

import pytest
from django.core.files.base import ContentFile

from resources import search
from resources.catalogue import facet_index
from resources.documents import queue
from resources.models import DocumentPage, PageWords, Resource
from resources.models.documents import Role
from resources.search import renewal
from tests.factories import make_resource
from tests.resources.documents.samples import pdf

pytestmark = pytest.mark.django_db


def found(text: str) -> search.Found:
    now = facet_index.current()
    return search.find(text, now.positions, now.edition)


def with_paper(*pages: str, **fields):
    """A record with a PDF whose pages hold these texts, read as the worker reads it."""
    made = make_resource(**fields)
    made.documents.create(role=Role.CONCEPTS_ISSUES, file=ContentFile(pdf(*pages), "any.pdf"))
    return made


@pytest.fixture(autouse=True)
def place_of_its_own(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"


def read_all() -> None:
    assert list(queue.work())


def hits(text: str) -> dict[str, str]:
    """Where in which record: title → document and page."""
    result = found(text)
    shown = search.page_hits(result, result.ids)
    return {hit.page.document.resource.title: f"{hit.page.document}, {hit.page.label}" for hit in shown.values()}


def test_works(client):
    made = with_paper("A first page.", "On the calibration of radar guns.", title="Speed", annotation="On speed.")
    read_all()
    assert hits("radar calibration") == {"Speed": "Concepts & Issues paper, p. 2"}
    page = client.get("/resources/", {"q": "radar calibration"}).content.decode()
    assert "<mark>calibration</mark> of <mark>radar</mark> guns." in page
    assert f'href="{made.documents.get().get_absolute_url()}#page=2">Concepts &amp; Issues paper, p. 2</a>' in page


def test_a_page_comes_after_records_that_hold_the_words_themselves():
    with_paper("radar " * 50, title="Manual")
    make_resource(title="Other", body="One word on radar.")
    read_all()
    assert [Resource.objects.get(pk=pk).title for pk in found("radar").ids] == ["Other", "Manual"]


def test_a_draft_is_not_found_by_its_pages():
    with_paper("zanzibar", title="Draft", published=False)
    read_all()
    assert DocumentPage.objects.count() == PageWords.objects.count() == 1
    assert found("zanzibar").ids == []


def test_an_excluded_word_counts_for_the_whole_record():
    with_paper("radar guns", title="Grant manual")
    read_all()
    assert found("radar").ids
    assert found("radar -grant").ids == []


def test_a_replaced_file_is_no_longer_found_by_its_old_words():
    made = with_paper("oldword here", title="Manual")
    read_all()
    document = made.documents.get()
    document.file = ContentFile(pdf("newword here"), "any.pdf")
    document.save()
    read_all()
    assert found("oldword").ids == []
    assert found("newword").ids == [made.pk]


def test_a_deleted_document_takes_its_words():
    made = with_paper("radar", title="Manual")
    read_all()
    made.documents.get().delete()
    assert not PageWords.objects.exists()
    assert found("radar").ids == []


def test_rebuilding_keeps_the_pages():
    made = with_paper("radar", title="Manual")
    read_all()
    renewal.rebuild()
    assert found("radar").ids == [made.pk]
