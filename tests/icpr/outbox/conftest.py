"""A mail server on this machine, and the site sending by it."""

import pytest

from icpr.outbox.queue import Letter, refused
from tests import mail
from tests.icpr.outbox.sinks import Sink, listening


def by_server(settings, port: int, **options) -> None:
    mail.to_server(settings, port, **options)
    settings.DEFAULT_FROM_EMAIL = "The Library <library@library.test>"


@pytest.fixture
def sink(settings):
    with listening(Sink()) as server:
        by_server(settings, server.port)
        yield server.handler


@pytest.fixture
def told():
    """What is told of refused addresses: (owner, reason)."""
    heard = []

    def hear(sender, owner, reason, **_):
        heard.append((owner, reason))

    refused.connect(hear)
    yield heard
    refused.disconnect(hear)


def letter(name: str = "ada", **fields) -> Letter:
    usual = {"key": f"digest:{name}", "to": f"{name}@example.org", "subject": "News", "text": "Nothing new.\n"}
    return Letter(**usual | {"owner": f"follower:{name}", "purpose": "digest"} | fields)
