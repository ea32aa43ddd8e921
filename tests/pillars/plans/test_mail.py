"""The private address by mail, to a real server that keeps what it is sent."""

import email
from datetime import timedelta
from email.policy import default

import pytest
from aiosmtpd.controller import Controller

from icpr.kept import expiry
from icpr.lib.mail import mailbox
from pillars.models import Plan
from pillars.plans.kind import PLANS
from tests import mail
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
    mail.to_server(settings, controller.port)
    yield controller.handler
    controller.stop()


def ask(visitor, plan: str, *, of: dict | None = None, **form):
    """Ask for a message; `of` says where from."""
    form = {"nonce": nonce(visitor.get(f"{plan}addresses/"))} | form
    return visitor.client.post(f"{plan}addresses/mail/", form, **of or {})


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


def test_a_form_sent_again_after_another_sends_nothing(visitor, plan, sink):
    """As by a browser that goes back two pages: the key is remembered beside later ones."""
    forms = [
        {"nonce": nonce(visitor.get(f"{plan}addresses/")), "email": f"{name}@example.org"} for name in ("ann", "bob")
    ]
    for form in [*forms, *forms]:
        assert "on its way" in visitor.client.post(f"{plan}addresses/mail/", form).content.decode()
    assert [letter["To"] for letter in sink.letters] == ["ann@example.org", "bob@example.org"]


def test_one_key_sends_a_message_of_each_plan(visitor, plan, sink):
    form = {"nonce": nonce(visitor.get(f"{plan}addresses/")), "email": "chief@example.org"}
    for one in (plan, visitor.start()):
        visitor.client.post(f"{one}addresses/mail/", form)
    assert len(sink.letters) == 2


def test_no_second_reader(visitor, plan, sink):
    assert ask(visitor, plan, email="chief@example.org\nBcc: all@example.org").status_code == 400
    assert sink.letters == []


def from_elsewhere(number: int) -> dict:
    return {"REMOTE_ADDR": f"192.0.2.{number}"}


def test_one_reader_gets_three_a_day_from_wherever_and_whichever_plan(visitor, plan, sink):
    """Sixty messages from sixty addresses reached one stranger before."""
    spellings = [
        "chief@example.org",
        "CHIEF@Example.ORG",
        "ch.ief@example.org",
        "chief+a@example.org",
        "c.h.i.ef+b@example.org",
    ]
    plans = [plan, *(visitor.start() for _ in range(3))]
    answers = [
        ask(visitor, plans[number % 4], of=from_elsewhere(number), email=spellings[number % 5]) for number in range(60)
    ]
    assert [answer.status_code for answer in answers] == [200] * 3 + [429] * 57
    assert len(sink.letters) == 3
    page = answers[-1].content.decode()
    assert "Copy the address instead" in page
    assert f'value="https://library.test{plans[59 % 4]}"' in page, "it is there to be copied"
    assert ask(visitor, plan, email="deputy@example.org").status_code == 200, "somebody else is not refused"


def test_one_plan_sends_five_a_day_to_whomever(visitor, plan, sink):
    codes = [ask(visitor, plan, of=from_elsewhere(n), email=f"officer{n}@example.org").status_code for n in range(7)]
    assert codes == [200] * 5 + [429] * 2
    assert len(sink.letters) == 5


def test_one_network_sends_ten_an_hour_from_whichever_plan(visitor, plan, sink):
    codes = []
    for number in range(12):
        of = {"REMOTE_ADDR": f"2001:db8:1:2::{number:x}"}  # one line, many addresses
        codes.append(ask(visitor, visitor.start(), of=of, email=f"officer{number}@example.org").status_code)
    assert codes == [200] * 10 + [429] * 2


def test_all_together_send_two_hundred_an_hour(visitor, plan, sink):
    for _ in range(PLANS.limits.mails_of_all.most - 1):
        PLANS.limits.mails_of_all.take()
    codes = [ask(visitor, plan, email=f"officer{number}@example.org").status_code for number in range(2)]
    assert codes == [200, 429]


def test_what_is_refused_uses_up_nothing_of_others(visitor, plan, sink):
    for _ in range(4):
        ask(visitor, plan, email="chief@example.org")
    assert not PLANS.limits.mails_of_each.is_over(str(Plan.objects.get().pk))
    codes = [ask(visitor, plan, email=f"officer{number}@example.org").status_code for number in range(3)]
    assert codes == [200, 200, 429], "three and two of the five"


def test_what_a_plan_may_not_send_counts_for_no_reader(visitor, plan, sink):
    for _ in range(PLANS.limits.mails_of_each.most):
        PLANS.limits.mails_of_each.take(str(Plan.objects.get().pk))
    assert [ask(visitor, plan, email="chief@example.org").status_code for _ in range(3)] == [429] * 3
    assert ask(visitor, visitor.start(), email="chief@example.org").status_code == 200


def test_a_form_that_was_refused_is_not_taken_for_sent(visitor, plan, sink):
    for _ in range(3):
        PLANS.limits.mails_to_one.take("chief@example.org")
    form = {"nonce": nonce(visitor.get(f"{plan}addresses/")), "email": "chief@example.org"}
    for _ in range(2):
        answer = visitor.client.post(f"{plan}addresses/mail/", form)
        assert answer.status_code == 429
        assert "on its way" not in answer.content.decode()
    form = {"nonce": nonce(visitor.get(f"{plan}addresses/")), "email": "nobody@example.org"}
    for _ in range(2):
        assert visitor.client.post(f"{plan}addresses/mail/", form).status_code == 503


def test_an_address_is_not_given_for_plans_by_the_dozen(visitor, plan, sink):
    answers = [warn(visitor, visitor.start(), "chief@example.org") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert "was given for several plans today" in answers[-1].content.decode()
    assert Plan.objects.filter(email="chief@example.org").count() == 5
    assert warn(visitor, plan, "deputy@example.org").status_code == 200


def test_an_address_kept_already_is_saved_again_and_removed(visitor, plan, sink):
    for _ in range(8):
        assert warn(visitor, plan, "chief@example.org").status_code == 200
    assert warn(visitor, plan, "").status_code == 200


def test_one_reader_gets_three_warnings_a_day_and_the_others_later(visitor, items, sink):
    for _ in range(5):
        visitor.start()
    Plan.objects.update(email="chief@example.org")
    day = expiry.expires_on(Plan.objects.first())
    assert expiry.run(PLANS, day) == (3, 0)
    assert expiry.run(PLANS, day) == (0, 0)
    assert len(sink.letters) == 3
    PLANS.limits.warnings_to_one.clear("chief@example.org")  # as its day ends
    assert expiry.run(PLANS, day + timedelta(days=1)) == (2, 0)
    assert expiry.run(PLANS, day + timedelta(days=30)) == (0, 3), "none is deleted unwarned"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Chief@Example.org", "chief@example.ORG"),
        ("chief+plan@example.org", "chief@example.org"),
        ("j.o.h.n@gmail.com", "john@googlemail.com"),
        ("ｃhief@example.org", "chief@example.org"),
    ],
)
def test_one_mailbox_in_two_spellings(one, other):
    assert mailbox(one) == mailbox(other)


def test_two_mailboxes():
    addresses = ["a@example.org", "b@example.org", "a@example.com", "a@mail.example.org", '"a@b"@example.org']
    assert len({mailbox(address) for address in addresses}) == 5


DOMAINS = ["bücher.example", "BÜCHER.example", "bu\u0308cher.example", "xn--bcher-kva.example", "xn--BCHER-kva.EXAMPLE"]


def test_one_reader_gets_three_a_day_however_the_domain_is_written(visitor, plan, sink):
    answers = [ask(visitor, plan, email=f"ada@{domain}").status_code for domain in [*DOMAINS, "bü\u00adcher.example"]]
    assert answers == [200, 200, 200, 429, 429, 429]
    assert {letter["To"] for letter in sink.letters} == {"ada@xn--bcher-kva.example"}


@pytest.mark.parametrize(
    "address",
    [
        '"ada"@example.org',
        '"a\\da"@example.org',
        "ada@[192.0.2.1]",
        "ada@[IPv6:2001:db8::1]",
        f"ada@{'ü' * 60}.example",
        f"ada@{'.'.join(['ü' * 20] * 10)}",  # longer as mail servers see it
        "ada@\x00.example",
        "ada@example.org\r\nBcc: grace@example.org",
        "ü" * 100_000,
    ],
)
def test_an_address_with_many_spellings_or_none_is_refused(visitor, plan, sink, address):
    assert ask(visitor, plan, email=address).status_code == 400
    assert warn(visitor, plan, address).status_code == 400
    assert sink.letters == []


def test_a_mailbox_that_does_not_exist_is_said(visitor, plan, sink):
    answer = ask(visitor, plan, email="nobody@example.org")
    assert answer.status_code == 503
    assert "could not be sent" in answer.content.decode()
    assert Plan.objects.get().email == ""


def test_a_mail_server_that_is_not_there_is_said(visitor, plan, settings):
    mail.to_server(settings, 9)
    answer = ask(visitor, plan, email="chief@example.org")
    assert answer.status_code == 503
    assert "could not be sent" in answer.content.decode()


def test_an_unused_plan_is_warned_of_by_mail(visitor, plan, sink):
    warn(visitor, plan, "chief@example.org")
    kept = Plan.objects.get()
    assert expiry.run(PLANS, expiry.expires_on(kept)) == (1, 0)
    letter = sink.letters[-1]
    assert letter["Subject"] == "Your Blueprint plan will be deleted"
    assert plan not in letter.get_content(), "we do not know the address"
