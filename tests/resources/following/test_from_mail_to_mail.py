"""By a real mail server: asked, confirmed, told, ended by one click."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from resources.following.models import Subscription
from tests.factories import make_resource
from tests.icpr.outbox.conftest import by_server
from tests.icpr.outbox.sinks import Sink, listening
from tests.resources.following.conftest import ADDRESS, boxes, kept, path_of
from tests.resources.following.followers import tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail(settings):
    with listening(Sink()) as server:
        by_server(settings, server.port)
        yield server.handler


def test_works(visitor, pillar, mail):
    visitor.follow("/pillars/policy/", rhythm="at-once")
    call_command("run_due", "answer-followers", "send-mail")
    [asking] = mail.letters
    assert (asking["To"], asking["Subject"]) == (ADDRESS, "Confirm what you asked to follow")
    assert asking["List-Id"] == "ICPR Resource Library <following.library.test>"
    text, html = (asking.get_body((sort,)).get_content() for sort in ("plain", "html"))
    confirm = re.search(r"https://library\.test/follow/confirm/[\w-]+/", text)[0]
    assert confirm in html
    assert not re.findall(r"<img|src=|@import|url\(", html)
    visitor.post(confirm, **boxes(visitor.get(confirm)))

    now = timezone.now()
    Subscription.objects.update(told_until=now - timedelta(hours=3))
    make_resource(title="Foot patrol", pillars=[pillar], publish_at=now - timedelta(hours=2))
    assert tell() == 1
    call_command("run_due", "send-mail")
    told = mail.letters[1]
    assert told["Subject"].startswith("2 new resources: ")
    assert "Foot patrol" in told.get_body(("plain",)).get_content()
    one_click = told["List-Unsubscribe"].strip(" <>")
    field, value = told["List-Unsubscribe-Post"].split("=")
    assert Subscription.objects.count() == 1
    assert Client(enforce_csrf_checks=True).post(path_of(one_click), {field: value}).status_code == 200
    assert kept() == 0
    assert tell() == 0
