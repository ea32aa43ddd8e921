"""/readyz tells of a bucket that does not answer, and goes on being ready: all but the documents can be read."""

import socket
import time

import pytest
from django.test import Client

from icpr.health import latest, readiness
from tests.buckets import Bucket, serving

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def a_new_look_each_time(settings, tmp_path, monkeypatch):
    settings.VAR_DIR = tmp_path
    looks = latest.Latest(readiness.Look, fresh=0, within=readiness.ANSWER_WITHIN)
    monkeypatch.setattr(readiness, "_looks", looks)


def asked() -> tuple[int, str, float]:
    began = time.monotonic()
    answer = Client().get("/readyz")
    return answer.status_code, answer.content.decode(), time.monotonic() - began


def test_works(settings):
    with serving() as server:
        settings.STORAGES = settings.STORAGES | {"default": Bucket(server.url).storage}
        until = time.monotonic() + 30
        while (told := asked())[0] != 200 and time.monotonic() < until:
            time.sleep(0.1)  # the index is made for the first time
        assert told[0] == 200
        assert readiness.STORE not in told[1]
        server.stop()
        status, text, _ = asked()
        assert status == 200
        assert text.startswith("ready\n")
        assert readiness.STORE in text


def test_a_store_that_takes_and_says_nothing_is_told_in_time(settings, bucket):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        options = settings.STORAGES["default"]["OPTIONS"] | {"endpoint_url": url}
        settings.STORAGES = settings.STORAGES | {"default": settings.STORAGES["default"] | {"OPTIONS": options}}
        status, text, seconds = asked()
        assert seconds < 5
        assert (status, readiness.STORE in text) == (200, True)
