"""Whether a record can be opened: one value from its files, its addresses and its access."""

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command

from resources.catalogue import facet_index
from resources.models import Access, AddressEvidence, Availability, Document, Resource
from tests.factories import make_document, make_resource

pytestmark = pytest.mark.django_db

OWN, LIBRARY, ANNOUNCEMENT, DIRECTORY = (
    AddressEvidence.OWN_PAGE,
    AddressEvidence.LIBRARY_RECORD,
    AddressEvidence.ANNOUNCEMENT,
    AddressEvidence.DIRECTORY,
)


def make(evidence: str = "", access: str = Access.UNKNOWN) -> Resource:
    address = "https://www.example.org/a" if evidence else ""
    return make_resource(official_url=address, address_evidence=evidence, access=access)


def read(resource: Resource) -> Availability:
    return Resource.objects.with_availability().get(pk=resource.pk).availability


@pytest.mark.parametrize(
    ("evidence", "access", "availability"),
    [
        (OWN, Access.OPEN, Availability.OPEN),
        (OWN, Access.MEMBERS, Availability.MEMBERS),
        (OWN, Access.UNKNOWN, Availability.PUBLISHER),
        (OWN, Access.ELSEWHERE, Availability.PUBLISHER),
        (LIBRARY, Access.OPEN, Availability.ABSTRACT),
        (ANNOUNCEMENT, Access.OPEN, Availability.ANNOUNCEMENT),
        (DIRECTORY, Access.MEMBERS, Availability.DIRECTORY),
        ("", Access.OPEN, Availability.NONE),
    ],
)
def test_an_address_is_worth_what_it_leads_to(evidence, access, availability):
    resource = make(evidence, access)
    assert read(resource) == availability
    assert resource.availability == availability  # the same when asked of a record read without it


@pytest.mark.parametrize("evidence", ["", OWN, DIRECTORY])
def test_a_file_held_here_comes_first(evidence):
    resource = make(evidence)
    paper = Document(resource=resource, role="full-text")
    paper.file.save("a.txt", ContentFile(b"Plain words."))
    assert read(resource) == Availability.HELD


def test_the_best_address_of_record_and_papers_counts():
    resource = make(DIRECTORY, Access.OPEN)
    Document.objects.create(resource=resource, role="slides", url="https://example.org/l", address_evidence=LIBRARY)
    assert read(resource) == Availability.ABSTRACT
    Document.objects.create(resource=resource, role="full-text", url="https://example.org/o", address_evidence=OWN)
    assert read(resource) == Availability.OPEN


def test_a_paper_that_is_only_known_to_exist_changes_nothing():
    resource = make()
    Document.objects.create(resource=resource, role="model-policy")
    Document.objects.create(resource=make(OWN), role="model-policy", url="https://example.org/o", address_evidence=OWN)
    assert read(resource) == Availability.NONE


def test_every_value_has_words():
    assert all(value.meaning and value.label for value in Availability)


def test_host_is_the_site_as_readers_know_it():
    assert make(OWN).host == "example.org"
    assert make().host == ""


def test_a_site_is_named_only_where_the_availability_is():
    of_paper = make(ANNOUNCEMENT)
    make_document(resource=of_paper, url="https://papers.example/one", address_evidence=OWN)
    assert (read(of_paper), of_paper.host) == (Availability.PUBLISHER, "")
    held = make(OWN)
    make_document(resource=held, file=ContentFile(b"Plain words.", "a.txt"))
    assert (read(held), held.host) == (Availability.HELD, "")


def test_the_facet_follows_a_paper_that_comes_and_goes(client):
    resource = make()
    assert client.get("/resources/?availability=none").context["page"].total == 1
    paper = Document.objects.create(resource=resource, role="slides", url="https://a.org/", address_evidence=OWN)
    assert client.get("/resources/?availability=publisher").context["page"].total == 1
    assert client.get("/resources/?availability=none").context["page"].total == 0
    paper.delete()
    assert client.get("/resources/?availability=none").context["page"].total == 1


def test_openable_are_those_a_click_away():
    opened = [make(OWN, access) for access in (Access.OPEN, Access.UNKNOWN)]
    for evidence, access in ((OWN, Access.MEMBERS), (LIBRARY, Access.OPEN), ("", Access.OPEN)):
        make(evidence, access)
    index = facet_index.current()
    assert set(index.newest(index.openable)) == {resource.pk for resource in opened}


def test_counts_of_the_opening_catalogue_equal_the_records(client):
    call_command("load_opening_catalogue")
    page = client.get("/resources/").context["page"]
    panel = next(panel for panel in page.panels if panel.name == "availability")
    counted = {choice.key: choice.number for choice in panel.choices}
    shown = {}
    for resource in Resource.objects.published():
        shown[resource.availability.value] = shown.get(resource.availability.value, 0) + 1
    assert counted == shown
