"""Uploads are told by their content, kept under our names, and public only while their resource is."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from icpr.lib.filetypes import NotAllowed
from resources.models import Document
from tests.factories import make_document, make_resource

pytestmark = pytest.mark.django_db

PDF = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""
HTML = b"<!DOCTYPE html><title>x</title><script>alert(1)</script>"


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in names:
            file.writestr(name, "<x/>")
    return buffer.getvalue()


def read(client, document: Document):
    """The answer at a document's address, read to its end, which closes the file."""
    answer = client.get(document.get_absolute_url())
    answer.body = b"".join(answer.streaming_content)
    return answer


def upload(content: bytes, name: str = "upload.pdf", **fields) -> Document:
    return make_document(file=SimpleUploadedFile(name, content), **fields)


ALLOWED = {
    "pdf": PDF,
    "docx": archive("[Content_Types].xml", "word/document.xml"),
    "pptx": archive("[Content_Types].xml", "ppt/presentation.xml"),
    "xlsx": archive("[Content_Types].xml", "xl/workbook.xml"),
    "html": HTML,
    "txt": "Plain text — with a dash.\n".encode(),
}
REFUSED = {
    "empty": b"",
    "program": b"MZ\x90\x00\x03" + b"\x00" * 60,
    "elf": b"\x7fELF\x02\x01\x01\x00",
    "plain zip": archive("notes.txt"),
    "macros": archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    "torn zip": archive("[Content_Types].xml", "word/document.xml")[:-30],
    "image": b"\x89PNG\r\n\x1a\n\x00\x00",
    "other charset": "Café".encode("latin-1"),
    "pdf later on": b"GIF89a\x00" + PDF,
}


def test_works(client):
    made = upload(PDF, "c:\\My Report (final).pdf")
    answer = read(client, made)
    assert answer.status_code == 200
    assert answer.body == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline")
    assert made.byte_count == len(PDF)


@pytest.mark.parametrize("file_format", ALLOWED)
def test_the_format_is_told_by_the_content(file_format):
    made = upload(ALLOWED[file_format], "whatever.exe")
    made.full_clean()
    made.refresh_from_db()
    assert made.format == file_format
    assert made.file.name.endswith(f".{file_format}")


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED.keys())
def test_other_files_are_refused(content):
    file = SimpleUploadedFile("report.pdf", content)
    document = Document(resource=make_resource(), role="other", file=file)
    with pytest.raises(ValidationError, match=r"library takes|submitted file is empty|not one"):
        document.full_clean()
    with pytest.raises(NotAllowed):
        document.save()
    assert not Document.objects.exists()


def test_the_name_in_storage_is_ours(settings):
    made = upload(PDF, "../../etc/passwd\u202e.pdf")
    path = Path(made.file.path)
    assert path.is_relative_to(settings.MEDIA_ROOT)
    assert "passwd" not in made.file.name
    assert upload(PDF, resource=made.resource).file.name != made.file.name


def test_the_name_given_to_readers_is_ours(client):
    made = upload(PDF, 'evil"; filename=x.exe', role="model-policy")
    assert made.download_name == f"{made.resource.permanent_number}-model-policy-{made.pk}.pdf"
    answer = read(client, made)
    assert answer["Content-Disposition"] == f'inline; filename="{made.download_name}"'


def test_papers_of_one_record_have_names_that_differ():
    record = make_resource()
    titles = ["", "", "Training outline", "Training outline", "训练", "A/B – c" * 40]
    papers = [upload(PDF, resource=record, role="other", title=title[:200]) for title in titles]
    names = [paper.download_name for paper in papers]
    assert len(set(names)) == len(names)
    assert names[2] == f"{record.permanent_number}-training-outline-{papers[2].pk}.pdf"
    assert names[4] == f"{record.permanent_number}-other-{papers[4].pk}.pdf"
    assert all(len(name) < 100 for name in names)


def test_the_name_in_the_address_is_only_for_readers(client):
    made = upload(PDF)
    answer = client.get(f"/documents/{made.pk}/a-former-name.pdf")
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, PDF)


@pytest.mark.parametrize("file_format", ALLOWED)
def test_nothing_a_browser_would_run(client, file_format):
    answer = read(client, upload(ALLOWED[file_format]))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    shown = "inline" if file_format in {"pdf", "txt"} else "attachment"
    assert answer["Content-Disposition"].startswith(shown)
    assert "Set-Cookie" not in answer


def test_a_pdf_that_is_also_an_archive_is_only_ever_a_pdf(client):
    answer = read(client, upload(PDF + archive("index.html"), "page.html"))
    assert answer["Content-Type"] == "application/pdf"


def test_markup_named_pdf_is_handed_over_as_a_file(client):
    answer = read(client, upload(HTML, "report.pdf"))
    assert answer["Content-Disposition"].startswith("attachment")


HIDDEN = {
    "draft": {"published": False},
    "scheduled": {"publish_at": timezone.now() + timedelta(days=1)},
    "expired": {"publish_at": timezone.now() - timedelta(days=9), "expire_at": timezone.now() - timedelta(days=1)},
    "withdrawn": {"status": "withdrawn", "withdrawn_reason": "Out of date."},
}


@pytest.mark.parametrize("state", HIDDEN.values(), ids=HIDDEN.keys())
def test_public_only_while_its_resource_is(client, state):
    made = upload(PDF, resource=make_resource(**state))
    assert client.get(made.get_absolute_url()).status_code == 404
    assert not Document.objects.public().exists()


def test_withdrawing_closes_the_address_at_once(client):
    made = upload(PDF)
    read(client, made)
    made.resource.withdraw("Out of date.")
    assert client.get(made.get_absolute_url()).status_code == 404


def test_a_file_missing_on_disk_is_not_found(client):
    made = upload(PDF)
    Path(made.file.path).unlink()
    assert client.get(made.get_absolute_url()).status_code == 404


def test_a_paper_not_held_has_no_address(client):
    made = make_document()
    assert client.get(f"/documents/{made.pk}/x.pdf").status_code == 404


@pytest.mark.parametrize("pk", ["0", "999999999", str(2**63), str(10**30)])
def test_unknown_numbers_are_not_found(client, pk):
    assert client.get(f"/documents/{pk}/x.pdf").status_code == 404


def test_a_document_is_only_read(client):
    made = upload(PDF)
    assert client.post(made.get_absolute_url()).status_code == 405


def test_replacing_the_file_by_a_link_forgets_its_size():
    made = upload(PDF)
    made.file, made.url, made.address_evidence = "", "https://example.org/a.pdf", "own-page"
    made.save()
    made.refresh_from_db()
    assert made.byte_count is None
    assert made.get_absolute_url() == "https://example.org/a.pdf"
