"""Staff have files read again: one, those of a record, or those of many, and see how many wait."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from resources.documents import queue
from resources.models import Document, DocumentText
from tests.factories import make_document, make_publishable
from tests.resources.staff import act, address, fields_of, staff, texts

pytestmark = pytest.mark.django_db

State = DocumentText.TextState


def upload(**fields) -> Document:
    return make_document(file=SimpleUploadedFile("a.txt", b"Words of a guide."), **fields)


@pytest.fixture
def record(db):
    """A record with two files that are read, and a paper that is not held."""
    record = make_publishable(title="A guide")
    upload(resource=record, title="Policy"), upload(resource=record, title="Slides", position=2)
    make_document(resource=record, position=3)
    list(queue.work())
    return record


def waiting() -> list[str]:
    return [str(text.document) for text in DocumentText.objects.waiting().order_by("document__position")]


def read_again(client: Client, record, **answers):
    return client.post(address("read_again", record.pk), answers, follow=True)


def test_works(editor, record):
    assert waiting() == []
    page = editor.get(address("change", record.pk)).content.decode()
    assert "Read, 1 page" in page
    assert page.count(">Read it again</button>") == 2
    said = texts(read_again(editor, record))
    assert said == "2 files will be read again; until then search knows the old text. 2 wait in all."
    assert waiting() == ["Policy", "Slides"]
    assert "Waiting to be read" in editor.get(address("change", record.pk)).content.decode()
    assert LogEntry.objects.latest("pk").get_change_message() == "Files to be read again: Policy, Slides."
    assert len(list(queue.work())) == 2


def test_one_document_is_read_alone(editor, record):
    upload(title="Elsewhere")
    slides = record.documents.get(title="Slides")
    said = texts(read_again(editor, record, document=slides.pk))
    assert "1 file will be read again" in said
    assert "2 wait in all" in said
    assert set(waiting()) == {"Elsewhere", "Slides"}


def test_the_buttons_are_no_part_of_the_form_that_saves(editor, record):
    """HTML knows no form in a form: they name the one they belong to, without script."""
    content = editor.get(address("change", record.pk)).content
    form = fields_of(content, lambda form: form.get("id") == "read-again")
    assert set(form) == {"csrfmiddlewaretoken"}
    assert b'form="read-again" name="document"' in content


def test_a_file_that_gave_no_text_is_tried_anew(editor, record):
    DocumentText.objects.update(state=State.NO_TEXT, reason="It broke off.", attempts=3)
    read_again(editor, record)
    assert {(text.state, text.reason, text.attempts) for text in DocumentText.objects.all()} == {(State.WAITING, "", 0)}


def test_many_records_at_once(editor, record):
    other, without = make_publishable(), make_publishable()
    upload(resource=other)
    list(queue.work())
    said = texts(act(editor, "read_again", [record, other, without]))
    assert "3 files will be read again" in said
    logged = {entry.object_id for entry in LogEntry.objects.all()}
    assert logged == {str(record.pk), str(other.pk)}


def test_without_files_it_says_so(editor):
    record = make_publishable()
    make_document(resource=record)
    assert "read-again" not in editor.get(address("change", record.pk)).content.decode()
    assert texts(read_again(editor, record)) == "No file is held here that could be read."
    assert not LogEntry.objects.exists()


def test_who_may_only_look_has_no_button(record, client):
    from django.contrib.auth.models import Permission, User

    reader = User.objects.create_user("reader", is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename__in=["view_resource", "view_document"]))
    client.force_login(reader)
    assert "read again" not in client.get(address("change", record.pk)).content.decode().lower()
    assert 'value="read_again"' not in client.get(address("changelist")).content.decode()
    assert read_again(client, record).status_code == 403
    act(client, "read_again", [record])
    assert waiting() == []


def test_a_get_changes_nothing(editor, record):
    assert editor.get(address("read_again", record.pk)).status_code == 405
    assert waiting() == []


def test_it_needs_the_token(record):
    client = staff("Editors")
    client.handler.enforce_csrf_checks = True
    assert client.post(address("read_again", record.pk)).status_code == 403
    assert waiting() == []


@pytest.mark.parametrize("document", ["x", "-1", "٣", "9" * 30, "1\x00"])
def test_what_is_no_document_is_not_found(editor, record, document):
    assert read_again(editor, record, document=document).status_code == 404


def test_documents_of_other_records_are_left_alone(editor, record):
    other = upload(title="Elsewhere")
    list(queue.work())
    assert "No file is held here" in texts(read_again(editor, record, document=other.pk))
    assert editor.post(address("read_again", 999_999)).status_code == 404
    assert waiting() == []
