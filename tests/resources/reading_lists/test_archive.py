"""A list with the files that the library holds of it, as one archive."""

import io
import re
import zipfile

import pytest
from django.core.files.base import ContentFile

from resources.reading_lists import archive
from tests.factories import make_document, make_item, make_resource
from tests.resources.reading_lists.shared_list import make_list
from tests.test_markup import problems

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n1 0 obj\n%%EOF"


def held(resource, content: bytes = PDF, ending: str = "pdf", **fields):
    return make_document(resource=resource, file=ContentFile(content, f"a.{ending}"), **fields)


def opened(client, address: str) -> dict[str, bytes]:
    """The files by name, and the page to begin from as text."""
    answer = client.get(f"{address}/files.zip")
    assert answer.status_code == 200
    whole = answer.getvalue()
    assert int(answer["Content-Length"]) == len(whole)
    found = zipfile.ZipFile(io.BytesIO(whole))
    assert found.testzip() is None
    return {name: found.read(name) for name in found.namelist()}


def index(files: dict[str, bytes]) -> str:
    page = files["index.html"].decode()
    assert problems(page) == []
    return " ".join(page.split())


def test_works(client):
    record = make_resource(title="Crowds <1>", official_url="https://example.org/x", address_evidence="own-page")
    paper, other = held(record, title="Guide"), held(record, b"Words.", "txt")
    elsewhere = make_document(resource=record, url="https://example.org/paper")
    made = make_list(introduction="For the board.")
    made.add(record, note="Begin <here>.", group="First")
    made.add(make_item(number="1.5"), group="Then")
    files = opened(client, made.shared)
    assert list(files) == ["index.html", paper.download_name, other.download_name]
    assert (files[paper.download_name], files[other.download_name]) == (PDF, b"Words.")
    page = index(files)
    for said in ("For the board.", "Crowds &lt;1&gt;", "Begin &lt;here&gt;.", "This archive holds 2 files."):
        assert said in page
    for url in (paper.download_name, other.download_name, elsewhere.url, "https://example.org/x"):
        assert f'href="{url}"' in page
    assert f"https://library.test/r/{record.permanent_number}/" in page
    assert set(re.findall(r'href="([^":]+)"', page)) == files.keys() - {"index.html"}


def test_of_a_document_that_one_is_held(client):
    record = make_resource()
    paper, other = held(record), held(record)
    files = opened(client, make_list(other).shared)
    assert list(files) == ["index.html", other.download_name]
    assert paper.download_name not in index(files)


def test_only_what_is_public_is_held(client):
    gone, draft = make_resource(title="Gone"), make_resource(title="Draft", published=False)
    for each in (gone, draft):
        held(each)
    made = make_list(gone, draft)
    gone.withdraw("Out of date.")
    files = opened(client, made.shared)
    assert list(files) == ["index.html"]
    page = index(files)
    assert "Out of date." in page
    assert "Draft" not in page


def test_a_file_that_is_missing_is_said(client):
    record = make_resource()
    paper = held(record)
    paper.file.storage.delete(paper.file.name)
    page = index(opened(client, make_list(record).shared))
    assert "cannot be read at the moment" in page
    assert f"https://library.test{paper.get_absolute_url()}" in page


def test_what_would_be_too_large_is_named(client, monkeypatch):
    monkeypatch.setattr(archive, "MOST", 30)
    record = make_resource()
    held(record, b"x" * 20, "txt")
    large = held(record, b"x" * 20, "txt")
    small = held(record, b"x" * 5, "txt")
    files = opened(client, make_list(record).shared)
    assert large.download_name not in files
    assert small.download_name in files
    assert "would be too large with it" in index(files)


def test_the_same_list_gives_the_same_bytes(client):
    record = make_resource()
    held(record)
    made = make_list(record)
    first, second = (client.get(f"{made.shared}/files.zip") for _ in range(2))
    assert first.getvalue() == second.getvalue()
    assert client.get(f"{made.shared}/files.zip", headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert first["Cache-Control"] == "no-store"


def test_the_private_address_is_in_no_file(client):
    record = make_resource()
    held(record)
    made = make_list(record)
    assert made.edit_token not in index(opened(client, made.private))


def test_an_empty_list(client):
    assert "Nothing is in this list yet." in index(opened(client, make_list().shared))


@pytest.mark.parametrize("number", [2, 10])
def test_ten_records_cost_what_two_do(client, django_assert_num_queries, number):
    records = [make_resource() for _ in range(number)]
    for record in records:
        held(record)
    made = make_list(*records)
    client.get(f"{made.shared}/files.zip").getvalue()
    with django_assert_num_queries(20):
        client.get(f"{made.shared}/files.zip").getvalue()
