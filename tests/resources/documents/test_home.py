"""Documents have one home, and move from a folder into a bucket and back whole."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command

from icpr.checks import refuse_unsafe_start
from icpr.lib.stores.folder import FolderStorage
from resources.documents import home
from tests.buckets import KEY, SECRET, Bucket, serving

NAME, OTHER = "000001/0123456789abcdef.pdf", "000002/00000000000000ff.txt"


def lay(name: str, content: bytes) -> Path:
    path = Path(FolderStorage().path(name))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def move(*options: str) -> str:
    out = StringIO()
    call_command("move_documents", *options, stdout=out)
    return out.getvalue()


def refusal() -> str:
    with pytest.raises(SystemExit) as caught:
        refuse_unsafe_start()
    return caught.value.code


def test_works(bucket, settings):
    lay(NAME, b"one")
    lay(OTHER, b"two" * 100_000)
    assert "icpr.E005" in refusal()
    assert "manage.py move_documents" in refusal()
    assert "2 documents, 293.0\xa0KB, are in the bucket" in move()
    assert bucket.keys() == [f"documents/{NAME}", f"documents/{OTHER}"]
    assert bucket.content(f"documents/{OTHER}") == b"two" * 100_000
    assert not settings.MEDIA_ROOT.exists()
    aside = settings.MEDIA_ROOT.with_name("documents-moved")
    assert (aside / NAME).read_bytes() == b"one"
    refuse_unsafe_start()


def test_what_was_broken_off_goes_on(bucket):
    lay(NAME, b"one")
    bucket.write(f"documents/{NAME}", b"one")
    lay(OTHER, b"two")
    assert "; 1 are new there." in move()
    assert "0 documents" in move()


def test_another_file_of_the_name_is_never_written_over(bucket, settings):
    path = lay(NAME, b"one")
    bucket.write(f"documents/{NAME}", b"two")
    with pytest.raises(CommandError, match="is another file in the bucket"):
        move()
    assert bucket.content(f"documents/{NAME}") == b"two"
    assert path.read_bytes() == b"one"


def test_they_move_back_too(bucket, settings):
    bucket.write(f"documents/{NAME}", b"one")
    assert "Remove the settings" in move("--back")
    assert (settings.MEDIA_ROOT / NAME).read_bytes() == b"one"
    assert bucket.keys() == [f"documents/{NAME}"]
    assert not list(settings.MEDIA_ROOT.rglob("*.partial"))


def test_a_store_that_is_away_moves_nothing(settings):
    with serving() as server:
        settings.STORAGES = settings.STORAGES | {"default": Bucket(server.url).storage}
    path = lay(NAME, b"one")
    with pytest.raises(CommandError, match="Not all documents were copied; run it again"):
        move()
    assert path.read_bytes() == b"one"


def test_without_a_bucket_there_is_nowhere_to_move():
    with pytest.raises(CommandError, match="No bucket is named"):
        move()


def test_files_of_others_are_refused_and_left_alone(bucket):
    bucket.write("holiday.jpg", b"outside of our folder")
    bucket.write(f"documents/{NAME}", b"one")
    refuse_unsafe_start()
    bucket.write("documents/holiday.jpg", b"photo")
    assert "1 of the first 2 files" in refusal()
    assert "'holiday.jpg'" in refusal()
    assert "DOCUMENTS_S3_PREFIX" in refusal()


def test_a_bucket_that_is_not_there_is_refused(bucket, settings):
    options = settings.STORAGES["default"]["OPTIONS"] | {"bucket_name": "nowhere"}
    settings.STORAGES = settings.STORAGES | {"default": settings.STORAGES["default"] | {"OPTIONS": options}}
    assert "There is no such bucket: make it, or correct DOCUMENTS_S3_BUCKET." in refusal()
    lay(NAME, b"one")
    assert {"icpr.E005", "icpr.E006"} <= {word.strip("()") for word in refusal().split()}


def test_keys_that_are_refused_are_said_and_not_shown(settings):
    with serving(believing=1) as server:
        bucket = Bucket(server.url)
        settings.STORAGES = settings.STORAGES | {"default": bucket.storage}
        said = refusal()
    assert "It refuses the keys: correct DOCUMENTS_S3_KEY_ID and DOCUMENTS_S3_SECRET_KEY" in said
    assert not any(each in said for each in (KEY, SECRET))


def test_a_bucket_that_does_not_answer_keeps_nobody_from_the_rest(settings, caplog):
    with serving() as server:
        settings.STORAGES = settings.STORAGES | {"default": Bucket(server.url).storage}
    assert home.bucket_problems() == []
    assert "starts without its documents" in caplog.text


def test_a_bucket_is_asked_only_for_what_is_under_its_prefix(bucket, settings):
    options = settings.STORAGES["default"]["OPTIONS"] | {"location": "library/papers"}
    store = storages.create_storage(settings.STORAGES["default"] | {"OPTIONS": options})
    for key in (f"library/papers/{NAME}", f"library/papers-of-others/{NAME}", f"library/{NAME}"):
        bucket.write(key, b"one")
    assert [name for name, _ in store.held()] == [NAME]
