"""An archive is answered whole, or by its ETag not at all; and what breaks off while it is sent ends the connection."""

import io
import zipfile

import pytest
from django.test import RequestFactory

from icpr.lib.http.archives import respond
from icpr.lib.zipped import Archive, Member
from icpr.server.answers import answer_of, environ_of

pytestmark = pytest.mark.django_db  # an answer that is closed looks after the connections of its thread
TEXT = Member.of_text("cover.txt", "A cover")
LARGE = Member("film.mp4", 5_000_000, lambda: [bytes(1_000_000)] * 5, "1")


def answer(archive: Archive, method: str = "get", **headers):
    return respond(getattr(RequestFactory(), method)("/a.zip", headers=headers), archive, "Ordnung – “a”.zip")


def test_works():
    archive = Archive([TEXT, LARGE])
    given = answer(archive)
    content = given.getvalue()
    assert given.status_code == 200
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    assert int(given["Content-Length"]) == len(content)
    assert given["Content-Type"] == "application/zip"
    assert given["Content-Disposition"].startswith("attachment; filename*=utf-8''Ordnung")
    assert given["ETag"] == archive.etag
    assert given["Cache-Control"] == "no-cache"


def test_conditions():
    archive = Archive([TEXT])
    again = answer(archive, if_none_match=archive.etag)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", archive.etag)
    assert answer(archive, if_none_match='"other"').status_code == 200
    assert answer(archive, if_match='"other"').status_code == 412
    assert answer(archive, range="bytes=10-").status_code == 200


def test_head_tells_the_length_and_reads_nothing():
    def never():
        raise AssertionError

    given = answer(Archive([Member("a.pdf", 90, never, "")]), "head")
    assert int(given["Content-Length"]) > 90


def wsgi(archive: Archive):
    """The answer as the server's front gets it."""

    def application(environ, start_response):
        given = answer(archive)
        start_response("200 OK", list(given.items()))
        return given

    scope = {"method": "GET", "raw_path": b"/a.zip", "query_string": b"", "http_version": "1.1", "headers": []}
    return answer_of(application, environ_of(scope | {"server": ("", 1), "client": None, "scheme": "http"}, None, 0))


def test_the_server_keeps_no_copy_and_reads_at_the_readers_pace():
    read = []

    def film():
        for number in range(5):
            read.append(number)
            yield bytes(1_000_000)

    archive = Archive([Member("film.mp4", 5_000_000, film, "1")])
    given = wsgi(archive)
    assert len(read) < 4
    assert len(given.first) + sum(map(len, given.rest)) == archive.size
    given.close()


def test_what_breaks_off_is_shorter_than_was_told():
    def film():
        yield bytes(1_000_000)
        yield bytes(1_000_000)
        yield bytes(1_000_000)
        raise OSError("The disk is gone.")

    archive = Archive([Member("film.mp4", 5_000_000, film, "1")])
    given = wsgi(archive)
    sent = [given.first]
    with pytest.raises(OSError, match="gone"):
        sent.extend(given.rest)
    given.close()
    assert sum(map(len, sent)) < archive.size == int(dict(given.headers)[b"content-length"])
