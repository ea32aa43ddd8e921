"""Text is read in the background, stored with its document, and goes when the file goes."""

import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from icpr.jobs.execution import make_due, schedule
from icpr.jobs.leases import Interrupted, LeaseLost, claim
from icpr.jobs.registry import JOBS
from icpr.jobs.runner import Runner
from resources.curation import history
from resources.documents import queue
from resources.documents.parsers.limits import Limits
from resources.documents.queue import read_again
from resources.documents.store import READING, pages_changed, pages_of
from resources.models import Document, DocumentPage, DocumentText
from tests.factories import make_document, make_publishable, make_resource
from tests.resources.documents.samples import encrypted_pdf, pdf, pptx

pytestmark = pytest.mark.django_db

State = DocumentText.TextState
# Time enough to start and be cut off; what such a reading leaves is tried again.
HASTY = Limits(wall=0.01)


def upload(content: bytes | None = None, **fields) -> Document:
    content = pdf("First page", "Second page") if content is None else content
    return make_document(file=SimpleUploadedFile("upload", content), **fields)


def replace(document: Document, content: bytes) -> None:
    document.file = SimpleUploadedFile("upload", content)
    document.save()


def read_all(limits: Limits | None = None) -> list[DocumentText]:
    return list(queue.work(limits))


def words(document: Document) -> list[str]:
    return [page.text for page in pages_of(document)]


@pytest.fixture
def told():
    """The resources whose pages changed, in order."""
    seen: list[int] = []

    def receive(resource_id, **_):
        assert connection.in_atomic_block
        seen.append(resource_id)

    pages_changed.connect(receive)
    yield seen
    pages_changed.disconnect(receive)


def test_works(told):
    document = upload()
    assert document.text.state == State.WAITING
    assert told == []
    (text,) = read_all()
    text.refresh_from_db()
    assert (text.state, text.page_count, text.reason, text.attempts) == (State.DONE, 2, "", 1)
    assert words(document) == ["First page", "Second page"]
    assert told == [document.resource_id]
    assert read_all() == []


def test_a_page_says_where_it_is():
    document, slides = upload(), upload(pptx("Hello"))
    read_all()
    second = pages_of(document)[1]
    assert second.label == "p. 2"
    assert second.get_absolute_url() == f"{document.get_absolute_url()}#page=2"
    assert (pages_of(slides)[0].label, pages_of(slides)[0].get_absolute_url()) == ("slide 1", slides.get_absolute_url())


def test_a_paper_not_held_has_no_text():
    make_document()
    make_document(url="https://example.org/a.pdf")
    assert not DocumentText.objects.exists()
    assert read_all() == []


def test_saving_without_a_new_file_reads_nothing_again():
    document = upload()
    read_all()
    document = Document.objects.get(pk=document.pk)
    document.title = "Another title"
    document.save()
    assert read_all() == []
    assert len(words(document)) == 2


def test_a_replaced_file_is_read_again(told):
    document = upload()
    read_all()
    replace(document, pdf("Quite other words"))
    assert words(document) == []
    document.text.refresh_from_db()
    assert (document.text.state, document.text.attempts) == (State.WAITING, 0)
    read_all()
    assert words(document) == ["Quite other words"]
    assert told == [document.resource_id] * 3


def test_text_stays_when_replacing_fails():
    document = upload()
    read_all()

    def refuse(**_):
        raise RuntimeError

    pages_changed.connect(refuse)
    try:
        with pytest.raises(RuntimeError):
            replace(document, pdf("Quite other words"))
    finally:
        pages_changed.disconnect(refuse)
    document = Document.objects.get(pk=document.pk)
    assert document.text.file_name == document.file.name
    assert len(words(document)) == 2


def test_a_file_taken_away_takes_its_text(told):
    document = upload()
    read_all()
    document.file, document.url, document.address_evidence = "", "https://example.org/a.pdf", "own-page"
    document.save()
    assert not DocumentPage.objects.exists()
    assert not DocumentText.objects.exists()
    assert told == [document.resource_id] * 2


def test_a_deleted_document_takes_its_text(told):
    document = upload()
    read_all()
    document.delete()
    assert not DocumentPage.objects.exists()
    assert not DocumentText.objects.exists()
    assert len(told) == 2


def test_a_deleted_resource_is_not_told_of(told):
    document = upload()
    read_all()
    document.resource.delete()
    assert not DocumentPage.objects.exists()
    assert len(told) == 1


def test_a_version_put_back_is_read_again():
    resource = make_publishable()
    document = upload(resource=resource)
    history.save_revision(resource, comment="First")
    first = history.versions_of(resource.pk)[0]
    read_all()
    replace(document, pdf("Quite other words"))
    read_all()
    history.restore(first, user=None, comment="Back", may_publish=True)
    read_all()
    assert words(document) == ["First page", "Second page"]


def test_files_that_came_without_a_signal_are_read():
    source, other = upload(), upload(pdf("Other"))
    made = Document(resource=make_resource(), role="other", file=source.file.name, format="pdf")
    Document.objects.bulk_create([made])
    read_all()
    Document.objects.filter(pk=source.pk).update(file=other.file.name)
    read_all()
    assert words(made) == ["First page", "Second page"]
    assert words(source) == ["Other"]


def test_no_text_has_its_reason_and_is_not_tried_again():
    document = upload(encrypted_pdf("secret"))
    (text,) = read_all()
    assert (text.state, text.reason) == (State.NO_TEXT, "It is encrypted and opens only with a password.")
    assert list(DocumentText.objects.without_text().for_staff()) == [text]
    DocumentText.objects.update(due_at=timezone.now() - timedelta(days=9))
    assert read_all() == []
    assert words(document) == []


def test_three_attempts_and_no_more():
    document = upload()
    for attempt in (1, 2, 3):
        (text,) = read_all(HASTY)
        assert text.attempts == attempt
        assert read_all(HASTY) == [], "not before a pause"
        DocumentText.objects.update(due_at=timezone.now())
    document.text.refresh_from_db()
    assert document.text.state == State.NO_TEXT
    assert "0.01 seconds" in document.text.reason
    assert read_all() == []


def test_a_file_that_brings_the_reader_down_is_given_up():
    document = upload()
    for _ in range(3):
        assert queue.claim(HASTY).pk == document.pk
        assert queue.claim(HASTY) is None, "it is another's until its time is over"
        DocumentText.objects.update(due_at=timezone.now())
    assert queue.claim(HASTY) is None
    document.text.refresh_from_db()
    assert (document.text.state, document.text.reason) == (State.NO_TEXT, queue.GAVE_UP)


def test_staff_may_have_it_read_again():
    document = upload(b"Some text")
    path = Path(document.file.path)
    kept = path.rename(path.with_suffix(".away"))
    for _ in range(3):
        read_all()
        DocumentText.objects.update(due_at=timezone.now())
    assert "missing" in DocumentText.objects.without_text().get().reason
    kept.rename(path)
    assert read_again(Document.objects.filter(pk=document.pk)) == 1
    read_all()
    assert words(document) == ["Some text"]


def test_a_reading_of_a_file_replaced_meanwhile_is_dropped():
    document = upload()
    claimed = queue.claim(Limits())
    replace(document, pdf("Quite other words"))
    reading = queue.Reading(pages={1: "Old words"}, page_count=1)
    assert not queue.settle(claimed, reading)
    assert words(document) == []
    read_all()
    assert words(document) == ["Quite other words"]


def test_pages_that_cannot_be_stored_do_not_stop_the_others(caplog):
    bad, good = upload(), upload(pdf("Good"))

    def refuse(resource_id, **_):
        if resource_id == bad.resource_id:
            raise RuntimeError("The index is full.")

    pages_changed.connect(refuse)
    try:
        assert [text.pk for text in read_all()] == [good.pk]
    finally:
        pages_changed.disconnect(refuse)
    assert "cannot be stored" in caplog.text
    bad.text.refresh_from_db()
    assert (bad.text.state, bad.text.attempts) == (State.WAITING, 1)
    assert words(bad) == []


def test_a_page_is_stored_once():
    document = upload()
    read_all()
    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentPage.objects.create(document=document, number=1, text="Twice")


def test_run_due_prints_a_line_for_each():
    first, second = upload(role="slides"), upload(encrypted_pdf("secret"))
    out = StringIO()
    call_command("run_due", READING, stdout=out)
    assert out.getvalue().splitlines() == [
        f"{first.resource.permanent_number} Slides: Read",
        f"{second.resource.permanent_number} Model policy: No text: It is encrypted and opens only with a password.",
    ]
    out = StringIO()
    call_command("run_due", READING, stdout=out)
    assert out.getvalue() == ""


def test_one_process_at_a_time_reads():
    upload()
    out = StringIO()
    make_due(READING)
    assert claim(JOBS[READING])
    call_command("run_due", READING, stdout=out)
    assert out.getvalue() == "read-documents is being done by another process.\n"
    assert DocumentText.objects.waiting().exists()


def test_nothing_is_read_in_tests_and_commands():
    """Only `icpr.wsgi` starts the thread, which no command and no test imports."""
    assert not [thread for thread in threading.enumerate() if thread.name == "jobs"]


@pytest.mark.django_db(transaction=True)
def test_an_upload_wakes_the_reader_once_it_is_committed():
    call_command("run_due")
    with transaction.atomic():
        upload()
        assert READING not in schedule()[0]
    assert READING in schedule()[0]


@pytest.mark.parametrize("error", [Interrupted, LeaseLost])
def test_a_reading_that_was_interrupted_is_no_attempt(error, tmp_path):
    """As when the server stops in the middle of a large file."""
    document = upload(b"<!doctype html>" + b"<p>word " * 1_000_000)

    def interrupt():
        raise error

    began = time.monotonic()
    with pytest.raises(error):
        list(queue.work(beat=interrupt))
    assert time.monotonic() - began < 20
    document.text.refresh_from_db()
    assert (document.text.state, document.text.attempts) == (State.WAITING, 0)
    assert queue.claim(Limits()).pk == document.pk


@pytest.mark.django_db(transaction=True)
def test_two_readers_never_take_the_same_file():
    for _ in range(6):
        upload(b"Text")
    taken: list[int] = []
    barrier = threading.Barrier(3)

    def take():
        barrier.wait()
        while True:
            try:
                row = queue.claim(Limits())
            except OperationalError:  # SQLite in memory locks tables at once, a file would wait
                continue
            if row is None:
                break
            taken.append(row.pk)
        connection.close()

    threads = [threading.Thread(target=take) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == sorted(DocumentText.objects.values_list("pk", flat=True))


@pytest.mark.django_db(transaction=True)
def test_a_round_of_the_thread_works_the_queue():
    document = upload()
    thread = threading.Thread(target=Runner()._turn)
    thread.start()
    thread.join()
    assert len(words(document)) == 2


def test_the_reading_process_ends_with_the_one_that_started_it(tmp_path):
    if sys.platform != "linux":
        pytest.skip("only Linux tells a process that its parent ended")
    path = tmp_path / "slow.html"
    path.write_bytes(b"<!doctype html>" + b"<p>word " * 5_000_000)
    script = (
        "from icpr.lib.confined.child import Child; from resources.documents.parsers.limits import Limits\n"
        f"with Child('resources.documents.parsers', 'html', {str(path)!r}, Limits().to_json(), seconds=180) as child:\n"
        "    print(child.pid, flush=True); child.stdout.read()"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    pid = int(parent.stdout.readline())
    time.sleep(1)
    assert b"resources.documents.parsers" in Path(f"/proc/{pid}/cmdline").read_bytes()
    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    time.sleep(0.3)
    gone = Path(f"/proc/{pid}/stat")
    assert not gone.exists() or gone.read_text().split()[2] == "Z"
