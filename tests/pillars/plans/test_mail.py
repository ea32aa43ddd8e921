"""The private address by mail, to a real server that keeps what it is sent."""

import email
from email.policy import default

import pytest
from aiosmtpd.controller import Controller

from pillars.models import Plan
from pillars.plans import housekeeping
from tests.pillars.plans.conftest import nonce
from tests.server import free_port

pytestmark = pytest.mark.django_db


class Sink:
    """Takes every message but those for `nobody@`, and keeps it."""

    def __init__(self):
        self.letters = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 No such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.letters.append(email.message_from_bytes(envelope.content, policy=default))
        return "250 OK"


@pytest.fixture
def sink(settings):
    """A mail server on this machine, and the site sending by it."""
    controller = Controller(Sink(), hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port
    settings.EMAIL_USE_TLS = False
    yield controller.handler
    controller.stop()


def ask(visitor, plan: str, **form):
    form = {"nonce": nonce(visitor.get(f"{plan}addresses/"))} | form
    return visitor.client.post(f"{plan}addresses/mail/", form)


def warn(visitor, plan: str, address: str):
    return visitor.client.post(f"{plan}addresses/warn/", {"warn": address})


def test_works(visitor, plan, sink):
    assert "on its way" in ask(visitor, plan, email="chief@example.org").content.decode()
    [letter] = sink.letters
    assert letter["To"] == "chief@example.org"
    assert letter["Subject"] == "The private address of your Blueprint plan"
    assert f"https://library.test{plan}" in letter.get_content()
    assert Plan.objects.get().email == "", "not kept"


def test_an_address_to_warn_is_kept_and_removed_and_no_message_changes_it(visitor, plan, sink):
    assert "will be warned" in warn(visitor, plan, "chief@example.org").content.decode()
    ask(visitor, plan, email="deputy@example.org")
    assert Plan.objects.get().email == "chief@example.org"
    assert warn(visitor, plan, "chief at example").status_code == 400
    assert Plan.objects.get().email == "chief@example.org"
    assert "No e-mail address is kept" in warn(visitor, plan, "").content.decode()
    assert Plan.objects.get().email == ""
    assert len(sink.letters) == 1


def test_the_form_sent_twice_sends_one_message(visitor, plan, sink):
    form = {"nonce": nonce(visitor.get(f"{plan}addresses/")), "email": "chief@example.org"}
    for _ in range(2):
        assert "on its way" in visitor.client.post(f"{plan}addresses/mail/", form).content.decode()
    assert len(sink.letters) == 1


def test_no_second_reader_and_no_flood(visitor, plan, sink):
    assert ask(visitor, plan, email="chief@example.org\nBcc: all@example.org").status_code == 400
    assert sink.letters == []
    answers = [ask(visitor, plan, email="chief@example.org").status_code for _ in range(7)]
    assert answers == [200] * 5 + [429] * 2
    assert len(sink.letters) == 5


def test_a_mailbox_that_does_not_exist_is_said(visitor, plan, sink):
    answer = ask(visitor, plan, email="nobody@example.org")
    assert answer.status_code == 503
    assert "could not be sent" in answer.content.decode()
    assert Plan.objects.get().email == ""


def test_a_mail_server_that_is_not_there_is_said(visitor, plan, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    answer = ask(visitor, plan, email="chief@example.org")
    assert answer.status_code == 503
    assert "could not be sent" in answer.content.decode()


def test_an_unused_plan_is_warned_of_by_mail(visitor, plan, sink):
    warn(visitor, plan, "chief@example.org")
    kept = Plan.objects.get()
    assert housekeeping.run(housekeeping.lapses_on(kept)) == (1, 0)
    letter = sink.letters[-1]
    assert letter["Subject"] == "Your Blueprint plan will be deleted"
    assert plan not in letter.get_content(), "we do not know the address"
