"""Documents are answered in parts, and not again when the reader has them; visibility always comes first."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.http import http_date

from icpr.lib.http.ranges import Part
from tests.factories import make_document

pytestmark = pytest.mark.django_db

TEXT = "".join(f"Line {number:04}.\n" for number in range(1_000)).encode()
SIZE = len(TEXT)


def make_text(content: bytes = TEXT):
    return make_document(file=SimpleUploadedFile("notes.txt", content), role="transcript")


@pytest.fixture
def held(client):
    """Asks for a document of 11,000 bytes with some headers, and reads the answer to its end."""
    document = make_text()

    def ask(method: str = "get", **headers):
        answer = getattr(client, method)(document.get_absolute_url(), headers=headers)
        answer.body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return answer

    ask.document = document
    return ask


def test_works(held):
    whole = held()
    assert (whole.status_code, whole.body) == (200, TEXT)
    assert whole["Accept-Ranges"] == "bytes"
    part = held(range="bytes=11-21")
    assert (part.status_code, part.body) == (206, TEXT[11:22])
    assert part["Content-Range"] == f"bytes 11-21/{SIZE}"
    assert part["Content-Length"] == "11"
    for name in ("ETag", "Last-Modified", "Content-Type", "Content-Disposition", "Content-Security-Policy"):
        assert part[name] == whole[name]
    assert held(if_none_match=whole["ETag"]).status_code == 304
    assert held(if_modified_since=whole["Last-Modified"]).status_code == 304


@pytest.mark.parametrize(
    ("asked", "got"),
    [
        ("bytes=0-", slice(0, SIZE)),
        ("bytes=0-0", slice(0, 1)),
        ("bytes=10000-", slice(10_000, SIZE)),
        ("bytes=-100", slice(SIZE - 100, SIZE)),
        (f"bytes=-{SIZE * 9}", slice(0, SIZE)),
        (f"bytes={SIZE - 1}-", slice(SIZE - 1, SIZE)),
        ("bytes=5-99999999999999999999", slice(5, SIZE)),
        ("Bytes= 3-4 ", slice(3, 5)),
    ],
)
def test_one_range_is_answered_with_its_bytes(held, asked, got):
    answer = held(range=asked)
    assert (answer.status_code, answer.body) == (206, TEXT[got])
    assert answer["Content-Range"] == f"bytes {got.start}-{got.stop - 1}/{SIZE}"
    assert answer["Content-Length"] == str(len(answer.body))


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", f"bytes={SIZE + 5}-{SIZE + 9}", "bytes=-0"])
def test_a_range_after_the_end_is_refused_with_the_size(held, asked):
    answer = held(range=asked)
    assert (answer.status_code, answer.body) == (416, b"")
    assert answer["Content-Range"] == f"bytes */{SIZE}"


@pytest.mark.parametrize(
    "asked",
    [
        *(
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=a-b",
            "bytes=9-3",
            "bytes=1 - 2",
            "bytes=--5",
            "bytes=-5-",
            "lines=1-2",
        ),
        *("bytes=0-1,5-6", "bytes=0-0," * 500, f"bytes={'9' * 5_000}-", "bytes=١-٢", "bytes=0x1-0x2", "bytes=1-2;q"),
    ],
)
def test_what_is_no_single_range_gives_the_whole_file(held, asked):
    answer = held(range=asked)
    assert (answer.status_code, answer.body) == (200, TEXT)


def test_an_empty_file_has_no_range(client):
    document = make_text(b"x")
    Path(document.file.path).write_bytes(b"")
    for asked in ("bytes=0-", "bytes=-1"):
        assert client.get(document.get_absolute_url(), headers={"range": asked}).status_code == 416


def test_a_part_of_another_version_is_never_joined(held):
    whole = held()
    other = http_date(86_400)
    for version in (whole["ETag"], whole["Last-Modified"]):
        assert held(range="bytes=5-9", if_range=version).status_code == 206
    for version in ('"another"', f"W/{whole['ETag']}", other, "nonsense", "*", ""):
        answer = held(range="bytes=5-9", if_range=version)
        assert (answer.status_code, answer.body) == (200, TEXT), version
    assert held(if_range='"another"').status_code == 200


def test_only_what_changed_is_sent_again(held):
    whole = held()
    for kept in ("*", whole["ETag"], f'"old", {whole["ETag"]}', f"W/{whole['ETag']}"):
        answer = held(if_none_match=kept)
        assert (answer.status_code, answer.body) == (304, b""), kept
        assert answer["ETag"] == whole["ETag"]
        assert answer["Cache-Control"] == whole["Cache-Control"] == "no-cache"
    assert held(if_none_match='"old"').status_code == 200
    assert held(if_none_match='"old"', if_modified_since=whole["Last-Modified"]).status_code == 200
    assert held(if_none_match=whole["ETag"], range="bytes=0-4").status_code == 304
    assert held(if_modified_since=http_date(86_400)).status_code == 200
    assert held(if_modified_since="yesterday").status_code == 200
    assert held(if_match='"old"').status_code == 412
    assert held(if_match=whole["ETag"], range="bytes=0-4").status_code == 206
    assert held(if_unmodified_since=http_date(86_400)).status_code == 412


def test_head_tells_the_same_without_a_body(held):
    whole, head = held(), held("head")
    assert head.status_code == 200
    assert dict(head.headers) == dict(whole.headers)
    assert held("head", if_none_match=whole["ETag"]).status_code == 304
    assert held("head", range="bytes=0-4")["Content-Length"] == str(SIZE)  # ranges are of GET only


def test_another_file_has_another_etag(held, client):
    document, before = held.document, held()
    document.file = SimpleUploadedFile("notes.txt", TEXT)
    document.save()
    assert held(if_none_match=before["ETag"]).status_code == 200
    Path(document.file.path).write_bytes(TEXT[:-1])
    assert held()["ETag"] != before["ETag"]
    assert held()["ETag"] == held()["ETag"]


def test_what_is_hidden_is_hidden_from_every_condition(held):
    etag = held()["ETag"]
    held.document.resource.withdraw("Out of date.")
    for headers in ({"if_none_match": etag}, {"if_none_match": "*"}, {"range": "bytes=0-4"}, {"if_match": '"x"'}):
        assert held(**headers).status_code == 404


def test_staff_get_parts_too(admin_client, held):
    record = held.document.resource
    record.withdraw("Out of date.")
    address = f"/admin/resources/resource/{record.pk}/documents/{held.document.pk}/"
    answer = admin_client.get(address, headers={"range": "bytes=0-4"})
    assert (answer.status_code, b"".join(answer.streaming_content)) == (206, TEXT[:5])
    assert "no-store" in answer["Cache-Control"]


def test_a_part_is_read_in_pieces_and_closes_its_file(tmp_path):
    path = tmp_path / "large"
    path.write_bytes(bytes(1_000_000))
    file = path.open("rb")
    part = Part(file, 499_990)
    pieces = list(iter(lambda: part.read(64 * 1024), b""))
    assert max(map(len, pieces)) == 64 * 1024
    assert sum(map(len, pieces)) == 499_990
    part.close()
    assert file.closed
