"""The way to a record's document, for each availability; and its papers, each once."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from resources.catalogue.opening import Opening
from resources.models import Availability, PreviewLink, Resource
from tests.factories import make_document, make_resource

pytestmark = pytest.mark.django_db

OUTSIDE = {
    "own-page": "Go to its page at example.org",
    "library-record": "Read the abstract at example.org",
    "announcement": "Read the announcement at example.org",
    "directory": "Look in the list at example.org",
}


def opening(made: Resource, token: str = "") -> Opening:
    return Opening(Resource.objects.for_detail().get(pk=made.pk), token)


def make_held(made: Resource, **fields):
    return make_document(resource=made, file=SimpleUploadedFile("notes.txt", b"Some words."), **fields)


@pytest.mark.parametrize("evidence", OUTSIDE)
def test_works(evidence):
    made = make_resource(official_url="https://www.example.org/it", address_evidence=evidence)
    way = opening(made).first
    assert (way.url, way.label) == ("https://www.example.org/it", OUTSIDE[evidence])
    assert not way.is_here
    assert opening(made).second is None


@pytest.mark.parametrize(
    ("access", "label"),
    [
        ("open", "Open at example.org"),
        ("members", "Go to its page at example.org"),
        ("elsewhere", "Go to its page at example.org"),
    ],
)
def test_only_what_is_open_to_all_is_said_to_open(access, label):
    made = make_resource(official_url="https://www.example.org/it", address_evidence="own-page", access=access)
    assert opening(made).first.label == label


def test_without_an_address_there_is_no_way():
    assert opening(make_resource()).first is None


def test_a_file_held_here_comes_before_the_publishers_page():
    made = make_resource(official_url="https://example.org/it", address_evidence="own-page", access="open")
    make_document(resource=made, role="need-to-know", position=1)
    held = make_held(made, role="full-text", position=2, page_count=12)
    way = opening(made).first
    assert (way.paper, way.url, way.is_here) == (held, held.get_absolute_url(), True)
    assert way.label == "Open Plain text, 12 pages, 11\xa0bytes"
    assert opening(made).second.label == "Open at example.org"


@pytest.mark.parametrize("of_record", ["", "directory", "announcement"])
def test_a_papers_page_comes_before_what_only_tells_of_the_record(of_record):
    address = {"official_url": "https://example.org/list", "address_evidence": of_record} if of_record else {}
    made = make_resource(**address)
    paper = make_document(resource=made, url="https://papers.example/one", address_evidence="own-page")
    way = opening(made).first
    assert (way.paper, way.label) == (paper, "Go to its page at papers.example")


def test_every_availability_has_a_way_but_the_last():
    without = {each for each in Availability if each.evidence is None}
    assert without == {Availability.HELD, Availability.HERE, Availability.NONE}


def test_a_file_of_a_preview_has_an_address_of_the_preview():
    made = make_resource(published=False)
    make_held(made)
    token = PreviewLink.objects.create(resource=made).token
    assert opening(made, token).first.url.startswith(f"/preview/{token}/documents/")


def test_an_older_address_is_told():
    made = make_resource(official_url="http://www.theiacp.org/PROP", address_evidence="own-page")
    assert opening(made).first.is_older


def test_a_paper_is_shown_once_with_all_its_copies():
    made = make_resource()
    first = make_document(resource=made, role="need-to-know", position=1)
    other = make_document(resource=made, role="considerations", position=2)
    copy = make_document(
        resource=made, role="need-to-know", position=3, url="https://example.org/a", address_evidence="own-page"
    )
    titled = make_document(resource=made, role="need-to-know", title="On stops", position=4)
    papers = opening(made).papers
    assert [paper.document for paper in papers] == [first, other, titled]
    assert [[way.paper for way in paper.ways] for paper in papers] == [[copy], [], []]
    assert opening(made).not_held == 2


def test_one_paper_that_the_button_opens_is_not_told_again():
    made = make_resource()
    make_held(made, role="full-text")
    assert opening(made).papers == []
    make_document(resource=made, role="slides")
    assert len(opening(made).papers) == 2
