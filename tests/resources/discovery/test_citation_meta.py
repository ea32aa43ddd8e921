"""What Zotero reads of a record's page, by its own rules."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from resources.discovery.citation_meta import inverted, page_range
from resources.models import Author, Kind
from tests import zotero
from tests.factories import make_author, make_document, make_publisher, make_resource
from tests.resources.documents.samples import pdf

pytestmark = pytest.mark.django_db


def read(client, record) -> zotero.Item:
    return zotero.read(client.get(record.get_absolute_url()).content.decode())


def test_works(client):
    made = make_resource(
        title="Trust in Ten Years",
        kind=Kind.POLICE_CHIEF_ARTICLE,
        issued=date(2016, 7, 25),
        publication="Police Chief",
        volume="83",
        issue="7",
        pages="16-22",
        language="en",
        publishers=[make_publisher(name="International Association of Chiefs of Police")],
    )
    make_author(resource=made, family_name="Peel", given_names="Robert")
    make_author(resource=made, family_name="De La Cruz", given_names="Juan Carlos")
    paper = make_document(resource=made, file=SimpleUploadedFile("a.pdf", pdf("Words.")))
    make_document(resource=made, url="https://example.org/a.pdf", address_evidence="own-page")
    item = read(client, made)
    assert item.type == "magazineArticle"
    assert item.creators == [("Peel", "Robert"), ("De La Cruz", "Juan Carlos")]
    assert item.publisher == "International Association of Chiefs of Police"
    assert item.pdf == f"https://library.test{paper.get_absolute_url()}"
    assert item.fields == {
        "title": "Trust in Ten Years",
        "date": "2016/07/25",
        "publicationTitle": "Police Chief",
        "volume": "83",
        "issue": "7",
        "pages": "16-22",
        "language": "en",
        "publisher": "International Association of Chiefs of Police",
        "url": f"https://library.test{made.permanent_url}",
        "abstractNote": made.annotation,
    }


def test_a_body_that_is_the_author_stays_whole(client):
    made = make_resource(title="Final Report", kind=Kind.REPORT, issued=2015)
    make_author(resource=made, organization="President's Task Force on 21st Century Policing")
    item = read(client, made)
    assert item.creators == [("President's Task Force on 21st Century Policing", "")]
    assert (item.type, item.fields["date"], item.publisher) == ("report", "2015", "")


@pytest.mark.parametrize(
    ("names", "written"),
    [
        ({"family_name": "Peel", "given_names": "Robert"}, "Peel, Robert"),
        ({"family_name": "Peel"}, "Peel"),
        ({"family_name": "De La Cruz", "given_names": "Juan Carlos"}, "De La Cruz, Juan Carlos;"),
        ({"family_name": "De La Cruz", "given_names": "Juan"}, "De La Cruz, Juan"),
        ({"family_name": "van der Berg"}, "van der Berg,"),
        ({"organization": "RAND"}, "RAND"),
        ({"organization": "Police Foundation"}, "Police Foundation,"),
        (
            {"organization": "National Institute of Justice, U.S. Department of Justice"},
            "National Institute of Justice, U.S. Department of Justice,;",
        ),
    ],
)
def test_each_name_is_one_creator(names, written):
    author = Author(**names)
    assert inverted(author) == written
    [one] = [zotero._clean(name) for name in zotero._split(written)]
    assert ", ".join(filter(None, one)) == zotero_name(author)


def zotero_name(author: Author) -> str:
    return author.organization or ", ".join(filter(None, [author.family_name, author.given_names]))


@pytest.mark.parametrize(
    ("pages", "first", "last"),
    [("16-22", "16", "22"), ("16 – 22", "16", "22"), ("132", "132", ""), ("16, 20-22", "16, 20-22", ""), ("", "", "")],
)
def test_pages(pages, first, last):
    assert page_range(pages) == (first, last)


@pytest.mark.parametrize("kind", Kind.values)
def test_nothing_is_made_up(client, kind):
    item = read(client, made := make_resource(title="A title", kind=kind))
    assert item.type
    assert set(item.fields) == {"title", "language", "url", "abstractNote"}
    assert (item.creators, item.publisher, item.pdf) == ([], "", "")
    assert item.fields["url"].endswith(made.permanent_url)


def test_the_title_is_read_as_it_is_written(client):
    title = 'On "force" & <script>alert(1)</script> {\\“quotes”} \u2028 שלום 🚓'
    assert read(client, make_resource(title=title)).fields["title"].split() == title.split()


def test_a_file_at_the_publisher_is_not_ours_to_give(client):
    made = make_resource()
    make_document(resource=made, url="https://example.org/a.pdf", address_evidence="own-page", format="pdf")
    assert read(client, made).pdf == ""
