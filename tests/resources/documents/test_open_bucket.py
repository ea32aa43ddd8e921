"""A bucket that anybody may read is noticed: what is not published lies there, too."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar
from urllib.parse import urlsplit

import pytest
from django.core import checks
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from icpr.checks import refuse_unsafe_start
from icpr.health import readiness
from icpr.jobs.leases import Lease
from icpr.jobs.registry import JOBS
from resources.documents import home
from resources.jobs import find_orphaned_uploads
from tests.buckets import Bucket, serving

NAME = "000001/0123456789abcdef.pdf"
FORBIDDEN = b"<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"


class Front(BaseHTTPRequestHandler):
    """Before moto's server, which lists everything for everybody: lists nothing for who has no key, as others do."""

    behind: ClassVar[str]
    lists_for_all: ClassVar[bool]

    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if "Authorization" not in self.headers and "list-type=2" in self.path and not self.lists_for_all:
            return self.send(403, {"Content-Type": "application/xml"}, FORBIDDEN)
        passed_on = HTTPConnection(self.behind, timeout=30)
        passed_on.request(self.command, self.path, body, dict(self.headers))
        told = passed_on.getresponse()
        return self.send(told.status, dict(told.headers), told.read())

    do_GET = do_HEAD = do_PUT = answer

    def send(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            if name.lower() not in {"connection", "date", "server", "transfer-encoding", "content-length"}:
                self.send_header(name, value)
        length = headers.get("Content-Length", "0") if self.command == "HEAD" else str(len(body))
        self.send_header("Content-Length", length)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture(autouse=True)
def looked_at_long_ago(monkeypatch):
    monkeypatch.setattr(home, "_looked", (-home.LOOKED_AGAIN_AFTER, None))


@pytest.fixture
def front(bucket, settings) -> Iterator[type[Front]]:
    """An empty bucket, reached by it."""
    before = settings.STORAGES["default"]["OPTIONS"]
    kind = type("FrontOfTest", (Front,), {"behind": urlsplit(before["endpoint_url"]).netloc, "lists_for_all": False})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    options = before | {"endpoint_url": f"http://127.0.0.1:{server.server_address[1]}"}
    settings.STORAGES = settings.STORAGES | {"default": settings.STORAGES["default"] | {"OPTIONS": options}}
    yield kind
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def held(front, bucket) -> Bucket:
    default_storage.save(NAME, ContentFile(b"%PDF-1.4 a draft"))
    return bucket


def let_anybody_read(bucket: Bucket) -> None:
    allowed = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}
    statement = allowed | {"Resource": f"arn:aws:s3:::{bucket.name}/*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    bucket.client.put_bucket_policy(Bucket=bucket.name, Policy=policy)


def warned() -> list[str]:
    found = checks.run_checks(tags=["documents"], include_deployment_checks=True)
    return [each.msg for each in found if each.id == "icpr.W001"]


def test_works_for_one_that_is_private(held, caplog):
    assert home.open_bucket() is None
    assert warned() == []
    refuse_unsafe_start()
    assert caplog.text == ""


@pytest.mark.django_db
def test_one_that_anybody_may_read_is_told_everywhere(held, caplog):
    let_anybody_read(held)
    assert home.open_bucket() == home.OPEN
    assert warned() == [home.OPEN]
    refuse_unsafe_start()
    assert home.OPEN in caplog.text
    assert home.OPEN in find_orphaned_uploads(Lease(JOBS["find-orphaned-uploads"], 1, 60))
    assert (home.open_bucket_lately, "") in readiness.WORTH_KNOWING
    assert home.open_bucket_lately() == home.OPEN


def test_one_that_anybody_may_list_is_told(held, front):
    front.lists_for_all = True
    assert home.open_bucket() == home.OPEN


def test_a_document_that_was_put_there_for_all_is_told(held):
    held.client.put_object_acl(Bucket=held.name, Key=f"documents/{NAME}", ACL="public-read")
    assert home.open_bucket() == home.OPEN


def test_whoever_asks_again_and_again_does_not_ask_the_bucket(held, monkeypatch):
    assert home.open_bucket_lately() is None
    let_anybody_read(held)
    assert home.open_bucket_lately() is None
    monkeypatch.setattr(home, "LOOKED_AGAIN_AFTER", 0)
    assert home.open_bucket_lately() == home.OPEN


def test_an_empty_one_and_a_folder_are_not_open(front, settings):
    assert home.open_bucket() is None
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": "icpr.lib.stores.folder.FolderStorage"}}
    assert home.open_bucket() is None


def test_one_that_does_not_answer_is_told_as_that(settings):
    with serving() as server:
        settings.STORAGES = settings.STORAGES | {"default": Bucket(server.url).storage}
    assert home.open_bucket() is None
