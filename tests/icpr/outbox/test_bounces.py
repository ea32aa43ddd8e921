"""What a mail service reports stops an address, by the real views of django-anymail and a real report of Postmark."""

import json
import pkgutil
import subprocess
import sys
from base64 import b64encode

import anymail.webhooks
import pytest

from icpr.outbox import bounces, queue
from tests.icpr.outbox.conftest import letter
from tests.server import ROOT, environment

pytestmark = pytest.mark.django_db
SECRET = "reports:a-long-random-password"
# From Postmark's documentation of its bounce webhook, with our address.
BOUNCE = {
    "RecordType": "Bounce",
    "MessageStream": "outbound",
    "ID": 4323372036854775807,
    "Type": "HardBounce",
    "TypeCode": 1,
    "Name": "Hard bounce",
    "Tag": "Test",
    "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
    "Metadata": {"a_key": "a_value"},
    "ServerID": 23,
    "Description": "The server was unable to deliver your message (ex: unknown user, mailbox not found).",
    "Details": "Test bounce details",
    "Email": "Ada@Example.org",
    "From": "library@library.test",
    "BouncedAt": "2026-11-05T16:33:54.9070259Z",
    "DumpAvailable": True,
    "Inactive": True,
    "CanActivate": True,
    "Subject": "News",
    "Content": "<Full dump of bounce>",
}


@pytest.fixture
def postmark(settings):
    settings.EMAIL_SERVICE, settings.ANYMAIL = "postmark", {"WEBHOOK_SECRET": SECRET}
    bounces._view.cache_clear()
    yield
    bounces._view.cache_clear()


def report(client, body, secret: str = SECRET):
    headers = {"Authorization": f"Basic {b64encode(secret.encode()).decode()}"} if secret else {}
    body = body if isinstance(body, bytes) else json.dumps(body)
    return client.post("/mail/reports/", body, content_type="application/json", headers=headers)


def test_works(client, postmark, sink, told):
    queue.put([letter(), letter("later", to="ada@example.org", owner="plan:7"), letter("bo")])
    assert report(client, BOUNCE).status_code == 200
    assert told == [("follower:ada", "Postmark: bounced"), ("plan:7", "Postmark: bounced")]


def test_after_the_letter_is_sent_too_and_under_a_former_secret(client, postmark, settings, told):
    from icpr.outbox.sending import send_due

    queue.put([letter()])
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "x" * 50, [settings.SECRET_KEY]
    assert send_due() == "Letters: 1 sent."
    assert report(client, BOUNCE).status_code == 200
    assert told == [("follower:ada", "Postmark: bounced")]


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"Type": "SpamComplaint", "RecordType": "SpamComplaint"}, "Postmark: complained"),
        ({"Type": "BadEmailAddress"}, "Postmark: rejected"),
        ({"RecordType": "SubscriptionChange", "SuppressionReason": "ManualSuppression"}, "Postmark: unsubscribed"),
        ({"Type": "Transient"}, ""),
        ({"Type": "DMARCPolicy"}, ""),
        ({"Type": "AutoResponder"}, ""),
        ({"RecordType": "Delivery", "Recipient": "ada@example.org", "DeliveredAt": "2026-11-05T16:33:54Z"}, ""),
        ({"RecordType": "Sheep"}, ""),
        ({"Email": "eve@example.org"}, ""),
        ({"Email": None}, ""),
        ({"Email": "a\x00da@example.org"}, ""),
    ],
)
def test_what_stops_an_address(client, postmark, told, change, wanted):
    queue.put([letter()])
    assert report(client, BOUNCE | change).status_code == 200
    assert told == ([("follower:ada", wanted)] if wanted else [])


def test_an_erased_owner_is_nobody(client, postmark, told):
    queue.put([letter()])
    queue.erase("follower:ada")
    assert report(client, BOUNCE).status_code == 200
    assert told == []


@pytest.mark.parametrize("secret", ["", "reports:", "reports:A-long-random-password", "é:ü"])
def test_a_stranger_reports_nothing(client, postmark, told, secret):
    queue.put([letter()])
    answer = report(client, BOUNCE, secret)
    assert answer.status_code == 400
    assert "example" not in answer.content.decode()
    assert told == []


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"1", b"\xff\xfe", b"null", b'{"RecordType": []}', b'{"FromFull": 1}', b"[" * 9_000]
)
def test_noise_with_the_secret_is_refused(client, postmark, body):
    assert report(client, body).status_code == 400


def test_it_is_not_read(client, postmark):
    assert client.get("/mail/reports/").status_code == 405


@pytest.mark.parametrize("method", ["get", "post"])
def test_without_a_service_nobody_is_there(client, method):
    assert getattr(client, method)("/mail/reports/").status_code == 404


def test_each_service_has_a_view(settings):
    settings.ANYMAIL = dict.fromkeys(
        ("MAILGUN_WEBHOOK_SIGNING_KEY", "MANDRILL_WEBHOOK_KEY", "UNISENDER_GO_API_KEY", "POSTAL_WEBHOOK_KEY"), "key"
    ) | {"WEBHOOK_SECRET": SECRET}
    services = {each.name for each in pkgutil.iter_modules(anymail.webhooks.__path__)} - {"base"}
    assert len(services) > 10
    for service in sorted(services):
        assert bounces._view(service).view_class.parse_events
    bounces._view.cache_clear()


LOADED = """
import sys, icpr.urls
from django.conf import settings
print(settings.EMAIL_SERVICE, settings.ANYMAIL.get("WEBHOOK_SECRET"), "anymail" in sys.modules)
"""


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, " None False"),
        ({"EMAIL_SERVICE": "postmark", "ANYMAIL_WEBHOOK_SECRET": SECRET}, f"postmark {SECRET} True"),
    ],
)
def test_as_the_environment_says(tmp_path, given, said):
    code = f"import django; django.setup(){LOADED}"
    env = environment(tmp_path, **given)
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, capture_output=True, text=True)
    assert said in f"{done.stdout}{done.stderr}"
