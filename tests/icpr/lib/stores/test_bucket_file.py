"""A file in a bucket is read in turn, and asked for anew where an answer broke off."""

import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.core.files.storage import storages

from icpr.lib.logs.outages import Outage
from tests.icpr.lib.stores.test_setting import WHOLE, entry

CONTENT = bytes(range(256)) * 2_000
NAME = "000001/0123456789abcdef.pdf"


class Breaking(BaseHTTPRequestHandler):
    """Answers as S3 does, and ends the connection after some bytes of each answer, as S3 does to slow readers."""

    def log_message(self, *arguments) -> None:
        pass

    def do_HEAD(self) -> None:
        self._answer(200, CONTENT)

    def do_GET(self) -> None:
        asked = self.headers["Range"]
        self.server.ranges.append(asked)
        first, last = map(int, re.fullmatch(r"bytes=(\d+)-(\d+)", asked).groups())
        self._answer(206, CONTENT[first : last + 1])
        self.wfile.write(CONTENT[first : last + 1][: self.server.after])
        self.close_connection = True

    def _answer(self, status: int, content: bytes) -> None:
        self.send_response(status)
        for name, value in (("Content-Length", len(content)), ("ETag", '"1"')):
            self.send_header(name, str(value))
        self.send_header("Last-Modified", "Sun, 29 Nov 2026 08:00:00 GMT")
        self.end_headers()


@contextmanager
def breaking(after: int) -> Iterator[tuple]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Breaking)
    server.after, server.ranges = after, []
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = {"DOCUMENTS_S3_ENDPOINT": f"http://127.0.0.1:{server.server_port}"}
    try:
        yield storages.create_storage(entry(WHOLE | address)), server.ranges
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def silent() -> Iterator:
    """A store that takes requests and never answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        address = {"DOCUMENTS_S3_ENDPOINT": f"http://127.0.0.1:{listener.getsockname()[1]}"}
        yield storages.create_storage(entry(WHOLE | address))


def read(file) -> bytes:
    return b"".join(iter(lambda: file.read(64 * 1024), b""))


def test_works():
    with breaking(after=10**9) as (store, ranges):
        with store.reading(NAME, range(100, 300_000)) as file:
            assert read(file) == CONTENT[100:300_000]
        assert ranges == ["bytes=100-299999"]
        with store.open(NAME) as file:
            file.seek(-10, 2)
            assert file.read() == CONTENT[-10:]
            file.seek(5)
            assert file.read(3) == CONTENT[5:8]
            assert file.tell() == 8
        assert len(ranges) == 3


def test_what_broke_off_is_asked_for_from_there():
    with breaking(after=200_000) as (store, ranges), store.reading(NAME, range(len(CONTENT))) as file:
        assert read(file) == CONTENT
        assert len(ranges) > 2
        assert all(asked.endswith("-511999") for asked in ranges)


def test_a_store_that_gives_nothing_is_away():
    with breaking(after=0) as (store, ranges):
        with store.reading(NAME, range(10)) as file, pytest.raises(Outage):
            file.read(10)
        assert len(ranges) == 3


def test_an_empty_part_asks_for_nothing():
    with breaking(after=0) as (store, ranges), store.reading(NAME, range(0)) as file:
        assert (file.read(10), ranges) == (b"", [])


def test_who_lets_wait_is_not_asked_by_everybody():
    with silent() as store:
        for most in (30, 1):
            began = time.monotonic()
            with pytest.raises(Outage):
                store.facts(NAME)
            assert time.monotonic() - began < most
