"""Asks a WSGI application as a server does, for tests of what stands around Django."""

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import unquote_to_bytes

import brotli
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from icpr.middleware.page_cache import PageCache

BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd", "User-Agent": "Mozilla/5.0 (X11; rv:128.0) Firefox/128.0"}


@contextmanager
def connection_left_open() -> Iterator[None]:
    """As Django's test client does it: the transaction of a test outlives a request."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


@dataclass(frozen=True)
class Answer:
    code: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        decode = {"br": brotli.decompress, "gzip": gzip.decompress}.get(self.headers.get("Content-Encoding"), bytes)
        return decode(self.body).decode()

    @property
    def etag(self) -> str:
        return self.headers.get("ETag", "")


class Reader:
    """A browser without cookies, on the page cache over Django with the settings as they are now, or over another
    application."""

    def __init__(self, application: Callable | None = None):
        self.cache = PageCache(application or WSGIHandler())

    def get(self, address: str, method: str = "GET", *, scheme: str = "http", host: str = "localhost", **headers):
        path, _, query = address.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": host,
            "REMOTE_ADDR": "203.0.113.9",
            "wsgi.url_scheme": scheme,
            "wsgi.input": BytesIO(),
        }
        given = {name.replace("-", "_").upper(): value for name, value in (BROWSER | headers).items()}
        names = {name: "CONTENT_TYPE" if name == "CONTENT_TYPE" else f"HTTP_{name}" for name in given}
        environ |= {names[name]: value for name, value in given.items() if value is not None}
        began = []
        with connection_left_open():
            source = self.cache(environ, lambda status, headers, error=None: began.append((status, headers)))
            body = b"".join(source)
            if hasattr(source, "close"):
                source.close()
        status, told = began[-1]
        names = [name for name, _ in told]
        assert len(names) == len(set(names)), names
        return Answer(int(status[:3]), dict(told), body)
