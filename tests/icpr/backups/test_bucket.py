"""A library whose documents are in a bucket is backed up and restored as one whose are in a folder."""

import json
from dataclasses import replace

import pytest

from tests.buckets import Bucket, serving

pytestmark = pytest.mark.slow

MAKE = (
    "from django.core.files.base import ContentFile\n"
    "from tests.factories import make_document, make_resource\n"
    "make_document(resource=make_resource(title='{0}'), file=ContentFile(b'%PDF-1.4 {0}', 'a.pdf'))"
)
READ = (
    "from resources.models import Document\nprint(sorted(each.file.read().decode() for each in Document.objects.all()))"
)


@pytest.fixture(scope="module")
def in_a_bucket(new_place):
    """Makes empty places with a bucket of their own each."""
    with serving() as server:

        def make():
            bucket, place = Bucket(server.url), new_place()
            return bucket, replace(place, env=place.env | bucket.environment)

        make.server = server
        yield make


@pytest.fixture(scope="module")
def kept(in_a_bucket):
    """A library with a document in a bucket."""
    bucket, place = in_a_bucket()
    assert place.manage("migrate", "-v0").returncode == 0
    place.run(MAKE.format("one"))
    return bucket, place


def test_works_into_another_bucket_and_into_a_folder(kept, in_a_bucket, new_place, shelf):
    bucket, place = kept
    made = place.backup(shelf)
    held = [name for name in json.loads((made / "manifest.json").read_text())["files"] if name.startswith("documents/")]
    assert held == bucket.keys()
    assert (made / held[0]).read_bytes() == b"%PDF-1.4 one"

    other, there = in_a_bucket()
    done = there.manage("restore", made)
    assert done.returncode == 0, done.stderr
    assert other.keys() == bucket.keys()
    assert there.run(READ).strip() == "['%PDF-1.4 one']"
    assert not (there.folder / "documents").exists()

    folder = new_place()
    assert folder.manage("restore", made).returncode == 0
    assert folder.run(READ).strip() == "['%PDF-1.4 one']"


def test_what_the_last_backup_holds_is_not_fetched_again_and_what_is_damaged_there_is(kept, shelf):
    bucket, place = kept
    first = place.backup(shelf)
    second = place.backup(shelf)
    name = bucket.keys()[0]
    assert (first / name).stat().st_ino == (second / name).stat().st_ino
    (second / name).write_bytes(b"%PDF-1.4 two")
    third = place.backup(shelf)
    assert (third / name).read_bytes() == b"%PDF-1.4 one"


def test_a_bucket_that_holds_documents_is_no_empty_place(kept, in_a_bucket, shelf):
    made = kept[1].backup(shelf)
    other, there = in_a_bucket()
    other.write("documents/000009/0123456789abcdef.pdf", b"mine")
    done = there.manage("restore", made)
    assert "Nothing was restored. There are documents in the bucket" in done.stderr
    assert other.content("documents/000009/0123456789abcdef.pdf") == b"mine"
    assert there.tables() == []


def test_a_restore_that_fails_leaves_the_bucket_as_it_was(kept, in_a_bucket, shelf):
    from tests.icpr.backups.test_restore import change

    made = kept[1].backup(shelf)
    change(made, lambda manifest: manifest["tables"]["resources_resource"].update(rows=99))
    other, there = in_a_bucket()
    assert "99 were kept" in there.manage("restore", made).stderr
    assert (other.keys(), there.tables()) == ([], [])


def test_a_store_that_is_away_is_said_and_leaves_nothing(kept, shelf):
    _, place = kept
    with serving() as server:
        env = place.env | {"DOCUMENTS_S3_ENDPOINT": server.url}
    done = replace(place, env=env).manage("backup", shelf)
    assert done.returncode == 1
    assert "No backup was made" in done.stderr
    assert "It does not answer" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(shelf.iterdir()) == []
