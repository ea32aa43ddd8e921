"""Papers and authors of one record, added, changed and removed by one or by both of two editors."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from resources.models import Document, Resource
from tests.factories import make_author, make_document, make_publishable
from tests.icpr.admin.forms import Form
from tests.resources.staff import staff

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def ann():
    return staff("Publishers", "ann")


@pytest.fixture
def bob():
    return staff(None, "bob")


@pytest.fixture
def record() -> Resource:
    """A draft with three papers and an author."""
    record = make_publishable()
    for position, role in enumerate(("model-policy", "considerations", "slides"), 1):
        make_document(resource=record, role=role, position=position)
    make_author(resource=record)
    return record


def row(number: int, part: str = "documents", **fields) -> dict:
    return {f"{part}-{number}-{name}": value for name, value in fields.items()}


def new_row(number: int, **fields) -> dict:
    return {"documents-TOTAL_FORMS": number + 1} | row(number, **{"position": 9, "language": "en"} | fields)


def papers(record: Resource) -> list[tuple[str, str]]:
    return [(paper.role, paper.title) for paper in record.documents.all()]


def test_works(ann, bob, record):
    """Each changed another row, added one and removed one."""
    mine, theirs = Form(bob, record), Form(ann, record)
    theirs.send(**row(0, title="Theirs"), **row(1, DELETE="on"), **new_row(3, role="video", title="Their new"))
    page = mine.send(
        **row(2, title="Mine"), **new_row(3, role="transcript", title="My new"), **row(0, "authors", family_name="Mine")
    )
    assert papers(record) == [
        ("model-policy", "Theirs"),
        ("slides", "Mine"),
        ("video", "Their new"),
        ("transcript", "My new"),
    ]
    assert record.authors.get().family_name == "Mine"
    assert "document “Their new”" in page
    assert "document “Considerations” removed" in page


def test_fields_of_one_row_are_joined_and_asked_like_those_of_the_record(ann, bob, record):
    mine, theirs = Form(bob, record), Form(ann, record)
    theirs.send(**row(0, title="Theirs", page_count=9))
    page = mine.send(409, **row(0, title="Mine", language="es"))
    assert "Document “Theirs”: title" in page
    paper = record.documents.first()
    assert (paper.title, paper.language) == ("Theirs", "en")
    mine.send(**{f"_choose-documents-{paper.pk}-title": "mine"})
    paper.refresh_from_db()
    assert (paper.title, paper.page_count, paper.language) == ("Mine", 9, "es")


@pytest.mark.parametrize("choice", ["now", "mine"])
def test_a_row_i_removed_and_they_changed_is_asked(choice, ann, bob, record):
    mine, theirs = Form(bob, record), Form(ann, record)
    theirs.send(**row(1, title="Theirs"))
    page = mine.send(409, title="Mine", **row(1, DELETE="on"))
    assert record.documents.count() == 3
    assert "Yours: Document “Theirs”" in page
    mine.send(**{f"_choose-{mine.fields['_asked'][0]}": choice})
    assert ("considerations", "Theirs") in papers(record) or choice == "mine"
    assert record.documents.count() == (3 if choice == "now" else 2)
    assert Resource.objects.get(pk=record.pk).title == "Mine"


@pytest.mark.parametrize("choice", ["now", "mine"])
def test_a_row_they_removed_and_i_changed_is_asked(choice, ann, bob, record):
    mine, theirs = Form(bob, record), Form(ann, record)
    theirs.send(**row(1, DELETE="on"))
    page = mine.send(409, **row(1, title="An hour of work"))
    assert "Document “An hour of work”" in page
    assert record.documents.count() == 2
    assert "An hour of work" in str(mine.fields["documents-2-title"]), "it stands among the new rows"
    page = mine.send(409)
    assert "Document “An hour of work”" in page, "without a choice it is asked again"
    mine.send(**{f"_choose-{mine.fields['_asked'][0]}": choice})
    assert (("considerations", "An hour of work") in papers(record)) == (choice == "mine")


def test_a_row_both_removed_is_gone(ann, bob, record):
    mine, theirs = Form(bob, record), Form(ann, record)
    theirs.send(**row(1, DELETE="on"))
    mine.send(title="Mine", **row(1, DELETE="on"))
    assert [role for role, _ in papers(record)] == ["model-policy", "slides"]
    assert Resource.objects.get(pk=record.pk).title == "Mine"


def test_a_new_order_does_not_mix_the_rows(ann, bob, record):
    mine, theirs = Form(bob, record), Form(ann, record)
    theirs.send(**row(0, position=7))
    mine.send(**row(0, title="Policy"), **row(1, title="Considered"))
    assert papers(record) == [("considerations", "Considered"), ("slides", ""), ("model-policy", "Policy")]


def test_a_file_one_replaced_stays_and_two_files_are_asked(ann, bob, record):
    paper = record.documents.first()
    mine, third = Form(bob, record), Form(bob, record)
    Form(ann, record).send(**row(0, file=SimpleUploadedFile("theirs.pdf", PDF)))
    held = Document.objects.get(pk=paper.pk).file.name
    mine.send(**row(0, title="Mine"))
    assert Document.objects.get(pk=paper.pk).file.name == held
    page = third.send(409, **row(0, file=SimpleUploadedFile("mine.pdf", PDF)))
    assert "mine.pdf" in page
    assert "Choose the file “mine.pdf” again" in page
    key = f"_choose-documents-{paper.pk}-file"
    assert key in page
    third.send(**{key: "mine"}, **row(0, file=SimpleUploadedFile("mine.pdf", PDF)))
    assert Document.objects.get(pk=paper.pk).file.name not in {held, ""}


def test_a_file_of_a_new_row_comes_with_it_when_rows_move(ann, bob, record):
    mine = Form(bob, record)
    Form(ann, record).send(**new_row(3, role="video"))
    mine.send(**new_row(3, role="other", title="Mine", file=SimpleUploadedFile("mine.pdf", PDF)))
    kept = record.documents.get(title="Mine")
    assert kept.format == "pdf"
    assert record.documents.count() == 5


def test_a_file_taken_out_by_one_is_out(ann, bob, record):
    paper = record.documents.first()
    paper.file.save("a.pdf", ContentFile(PDF))
    mine, theirs = Form(bob, record), Form(ann, record)
    theirs.send(**{"documents-0-file-clear": "on"})
    mine.send(title="Mine")
    assert not Document.objects.get(pk=paper.pk).is_held


@pytest.mark.parametrize(
    "forged",
    [
        {"documents-TOTAL_FORMS": "9" * 9},
        {"documents-TOTAL_FORMS": "x"},
        {"documents-INITIAL_FORMS": "-1"},
        {"documents-0-id": "\x00"},
        {"documents-0-id": "9" * 30},
        {"documents-9999-id": "1"},
        {"_asked": ["documents-", "documents-x-title", "\x00", "documents-1-title"]},
        {"_asked": ["title"] * 900},
    ],
)
def test_what_no_browser_sends_is_no_fault(forged, ann, bob, record):
    mine = Form(bob, record)
    Form(ann, record).send(**row(0, title="Theirs"))
    answer = bob.post(mine.address, mine.fields | {"title": "Mine"} | forged)
    assert answer.status_code in {200, 302, 400, 409}
    assert record.documents.first().title == "Theirs"


def test_a_row_of_another_record_is_not_taken(bob, record, ann):
    other = make_publishable()
    paper = make_document(resource=other, role="video", title="Other")
    mine = Form(bob, record)
    Form(ann, record).send(**row(0, title="Theirs"))
    bob.post(mine.address, mine.fields | row(0, id=paper.pk, title="Stolen"))
    paper.refresh_from_db()
    assert (paper.title, paper.resource_id) == ("Other", other.pk)
