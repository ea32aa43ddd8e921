"""Documents in a bucket are given, found and kept as those in a folder, by way of the library alone."""

import io
import logging
import tempfile
import time
import zipfile
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from reversion.models import Version

from icpr.lib.stores import bucket as bucket_module
from icpr.lib.stores.bucket_errors import StoreAway
from icpr.lib.stores.store import TooLarge, TooSlow
from resources.documents import queue
from resources.models import Document, DocumentText
from tests.buckets import Bucket, serving
from tests.factories import make_document, make_publishable, make_resource
from tests.resources.documents.samples import pdf
from tests.resources.staff import address, form_data

pytestmark = pytest.mark.django_db

PDF = pdf("On the calibration of radar guns.")


def held(content: bytes = PDF, **fields) -> Document:
    return make_document(file=SimpleUploadedFile("upload.pdf", content), **fields)


def added(content: bytes = PDF, **fields) -> dict:
    """One more document in a form that has none."""
    row = {"role": "full-text", "position": "1", "language": "en"} | fields
    row["file"] = SimpleUploadedFile("Radar.pdf", content)
    return {"documents-TOTAL_FORMS": "1"} | {f"documents-0-{name}": value for name, value in row.items()}


@pytest.fixture
def leaving(settings):
    """A bucket of a server that the test may stop."""
    with serving() as server:
        bucket = Bucket(server.url)
        settings.STORAGES = settings.STORAGES | {"default": bucket.storage}
        bucket.server = server
        yield bucket


def come_back(leaving: Bucket) -> None:
    """The server again, and the library asks it: one that took long to refuse is left alone for a while."""
    leaving.server.start()
    leaving.client.create_bucket(Bucket=leaving.name)
    until = time.monotonic() + 6 * bucket_module.PAUSE
    while True:
        try:
            assert not default_storage.exists("none.pdf")
        except StoreAway:
            assert time.monotonic() < until
            time.sleep(0.2)
        else:
            return


def test_works_from_the_form_to_the_reader(bucket, admin_client, client):
    record = make_publishable()
    record.publish()
    url = address("change", record.pk)
    assert admin_client.post(url, form_data(admin_client, url) | added()).status_code == 302
    document = record.documents.get()
    assert bucket.keys() == [f"documents/{document.file.name}"]
    assert bucket.content(bucket.keys()[0]) == PDF

    whole = client.get(document.get_absolute_url())
    assert (whole.status_code, whole.getvalue()) == (200, PDF)
    assert whole["Content-Length"] == str(len(PDF))
    part = client.get(document.get_absolute_url(), headers={"range": "bytes=5-20", "if-range": whole["ETag"]})
    assert (part.status_code, part.getvalue()) == (206, PDF[5:21])
    assert client.get(document.get_absolute_url(), headers={"if-none-match": whole["ETag"]}).status_code == 304
    head = client.head(document.get_absolute_url())
    assert (dict(head.headers), head.getvalue()) == (dict(whole.headers), b"")

    record.withdraw("Out of date.")
    assert client.get(document.get_absolute_url()).status_code == 404
    assert client.get(document.get_absolute_url(), headers={"if-none-match": whole["ETag"]}).status_code == 404


def test_no_page_says_where_the_bucket_is(bucket, admin_client, client):
    document = held(resource=make_resource())
    pages = [
        client.get(document.resource.get_absolute_url()),
        client.get("/resources.json"),
        admin_client.get(address("change", document.resource_id)),
    ]
    for page in pages:
        assert page.status_code == 200
        for secret in (bucket.name, bucket.environment["DOCUMENTS_S3_ENDPOINT"], "Signature", document.file.name):
            assert secret not in page.content.decode()
    assert document.file.url == f"/{document.file.name}"


def test_a_replaced_file_stays_for_the_history(bucket, client):
    document = held()
    first = document.file.name
    document.file = SimpleUploadedFile("upload.pdf", pdf("Another"))
    document.save()
    assert client.get(document.get_absolute_url()).getvalue() == pdf("Another")
    assert set(bucket.keys()) == {f"documents/{first}", f"documents/{document.file.name}"}


def test_search_finds_its_words(bucket, client):
    document = held(resource=make_resource(title="Speed"))
    before = set(Path(tempfile.gettempdir()).glob(f"{bucket_module.COPY}*"))
    assert [text.state for text in queue.work()] == [DocumentText.TextState.DONE]
    assert set(Path(tempfile.gettempdir()).glob(f"{bucket_module.COPY}*")) == before
    page = client.get("/resources/", {"q": "radar calibration"}).content.decode()
    assert document.resource.title in page
    assert "<mark>calibration</mark> of <mark>radar</mark> guns." in page


def test_what_is_missing_or_too_large_is_said_and_not_read(bucket, settings):
    gone, large = held(), held()
    bucket.client.delete_object(Bucket=bucket.name, Key=f"documents/{gone.file.name}")
    settings.DOCUMENT_MAX_BYTES = len(PDF) - 1
    texts = {text.document: text for text in queue.work()}
    assert "missing" in texts[gone].reason
    assert texts[gone].state == DocumentText.TextState.WAITING
    assert "DOCUMENT_MAX_MEGABYTES" in texts[large].reason


def test_a_copy_for_reading_has_its_limits(bucket):
    name = held().file.name
    limits = {"most": 10**6, "seconds": 60, "beat": lambda: None}
    with default_storage.on_disk(name, **limits) as path:
        assert path.read_bytes() == PDF
    assert not path.parent.exists()
    with pytest.raises(TooLarge), default_storage.on_disk(name, **limits | {"most": 10}):
        pass
    with pytest.raises(TooSlow), default_storage.on_disk(name, **limits | {"seconds": 0}):
        pass
    with pytest.raises(FileNotFoundError), default_storage.on_disk("000001/none.pdf", **limits):
        pass


def test_the_package_of_a_policy_has_it(bucket, client):
    policy = make_resource(kind="model-policy", title="Use of Force")
    gone = held(resource=policy, role="slides", position=2)
    held(resource=policy)
    bucket.client.delete_object(Bucket=bucket.name, Key=f"documents/{gone.file.name}")
    answer = client.get(f"{policy.permanent_url}package.zip")
    found = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
    assert found.read("1 Model policy.pdf") == PDF
    assert found.namelist() == ["Cover sheet.html", "1 Model policy.pdf"]


def test_a_large_file_goes_up_in_parts_and_comes_down_the_same(bucket, client):
    content = b"%PDF-1.4\n" + bytes(range(256)) * 80_000
    document = held(content)
    assert bucket.content(bucket.keys()[0]) == content
    assert client.get(document.get_absolute_url()).getvalue() == content


def test_a_name_that_is_taken_is_not_written_over(bucket):
    bucket.write("documents/000001/a.pdf", b"first")
    name = default_storage.save("000001/a.pdf", SimpleUploadedFile("a.pdf", b"second"))
    assert name != "000001/a.pdf"
    assert bucket.content("documents/000001/a.pdf") == b"first"


def test_readers_are_told_when_the_store_is_away(leaving, client, caplog):
    document = held(resource=make_resource(kind="model-policy"))
    leaving.server.stop()
    client.raise_request_exception = False
    for path in (document.get_absolute_url(), f"{document.resource.permanent_url}package.zip"):
        answer = client.get(path)
        assert (answer.status_code, answer["Retry-After"]) == (503, "30")
        assert leaving.name not in answer.content.decode()
    assert client.get(document.resource.get_absolute_url()).status_code == 200
    assert [record for record in caplog.records if record.levelno >= logging.ERROR]


def test_a_bucket_that_is_gone_is_no_missing_file(bucket, client):
    document = held()
    bucket.client.delete_object(Bucket=bucket.name, Key=f"documents/{document.file.name}")
    assert client.get(document.get_absolute_url()).status_code == 404
    bucket.client.delete_bucket(Bucket=bucket.name)
    client.raise_request_exception = False
    assert client.get(document.get_absolute_url()).status_code == 503


def test_a_form_is_shown_again_when_the_store_is_away(leaving, admin_client):
    record = make_publishable(title="As it was")
    url = address("change", record.pk)
    fields = form_data(admin_client, url)
    leaving.server.stop()
    versions = Version.objects.count()
    answer = admin_client.post(url, fields | {"title": "What I typed"} | added())
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "does not answer, so nothing was saved" in page
    assert 'value="What I typed"' in page
    assert "Choose the file “Radar.pdf” again" in page
    record.refresh_from_db()
    assert record.title == "As it was"
    assert not record.documents.exists()
    assert not [version for version in Version.objects.all() if "What I typed" in version.serialized_data]
    come_back(leaving)
    assert admin_client.post(url, fields | {"title": "What I typed"} | added()).status_code == 302
    assert record.documents.get().file.read() == PDF
    assert Version.objects.count() > versions


def test_a_form_that_adds_is_shown_again_too_and_counts_once_sent_again(leaving, admin_client):
    url = address("add")
    fields = form_data(admin_client, url) | {"title": "Brand new", "kind": "report", "annotation": "About it."}
    leaving.server.stop()
    answer = admin_client.post(url, fields | added())
    assert answer.status_code == 503
    assert 'value="Brand new"' in answer.content.decode()
    assert not Document.objects.exists()
    come_back(leaving)
    assert admin_client.post(url, fields | added()).status_code == 302
    assert Document.objects.get().resource.title == "Brand new"


def test_reading_waits_for_a_store_that_is_away(leaving):
    document = held()
    leaving.server.stop()
    with pytest.raises(StoreAway):
        list(queue.work())
    assert (document.text.state, document.text.attempts) == (DocumentText.TextState.WAITING, 0)
