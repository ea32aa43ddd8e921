"""Uploads that nothing names are found, in a folder and in a bucket; nothing else is ever deleted."""

import os
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from resources.curation import history
from resources.documents import orphans
from tests.factories import make_document, make_resource

pytestmark = pytest.mark.django_db
LATER = timezone.now() + timedelta(days=30)
LOST = "000007/0123456789abcdef.pdf"


@pytest.fixture(params=["folder", "bucket"])
def store(request):
    """Each kind of place in turn."""
    if request.param == "bucket":
        request.getfixturevalue("bucket")
    return default_storage


def lose(name: str = LOST) -> None:
    default_storage.save(name, ContentFile(b"%PDF-1.4 lost"))


def names() -> list[str]:
    return [name for name, _ in default_storage.held()]


def test_works(store):
    kept = make_document(file=SimpleUploadedFile("a.pdf", b"%PDF-1.4 kept"))
    lose()
    assert orphans.find(LATER) == (2, {LOST: 13})
    orphans.delete(orphans.find(LATER))
    assert names() == [kept.file.name]


def test_former_versions_and_deleted_papers_are_kept(store):
    record = make_resource()
    document = make_document(resource=record, file=SimpleUploadedFile("a.pdf", b"%PDF-1.4 one"))
    history.save_revision(record, comment="One")
    document.file = SimpleUploadedFile("a.pdf", b"%PDF-1.4 two")
    document.save()
    history.save_revision(record, comment="Two")
    document.delete()
    assert len(names()) == 2
    assert orphans.find(LATER) == (2, {})


def test_a_paper_of_another_record_now_is_kept(store):
    document = make_document(resource=make_resource(), file=SimpleUploadedFile("a.pdf", b"%PDF-1.4 one"))
    type(document).objects.filter(pk=document.pk).update(resource=make_resource())
    assert orphans.find(LATER).orphans == {}


def test_files_of_others_and_young_uploads_are_left_alone(store):
    for name in ("notes.txt", "000001/report.pdf", "other/0123456789abcdef.pdf", "000001/0123456789abcdef.pdf/x"):
        lose(name)
    lose()
    assert orphans.find(timezone.now()) == (0, {})
    assert orphans.find(LATER) == (1, {LOST: 13})


def test_most_of_all_uploads_are_those_of_another_library(store):
    for number in range(11):
        lose(f"000007/{number:016x}.pdf")
    with pytest.raises(ValueError, match="another database"):
        orphans.delete(orphans.find(LATER))
    assert len(names()) == 11


def test_the_command_names_them_and_deletes_only_when_told(settings):
    lose()
    path = Path(settings.MEDIA_ROOT, LOST)
    make_document(file=SimpleUploadedFile("a.pdf", b"%PDF-1.4 kept"))

    def told(*options: str) -> str:
        out = StringIO()
        call_command("orphaned_uploads", *options, stdout=out)
        return out.getvalue()

    assert told("--delete").startswith("0 of 0 uploads older than 7 days")
    week_ago = (timezone.now() - timedelta(days=8)).timestamp()
    os.utime(path, (week_ago, week_ago))
    assert f"{LOST}  13" in told()
    assert path.exists()
    assert "1 of 1 uploads older than 7 days: deleted" in told("--delete")
    assert not path.exists()
    with pytest.raises(CommandError, match="--days"):
        call_command("orphaned_uploads", days=0)
