"""Who may come in: the private and the share address, renewed, revoked, guessed at, sent by mail, from elsewhere."""

import re

import pytest
from django.test import Client

from pillars.models import Entry, Plan
from pillars.plans import tokens
from tests.pillars.plans.conftest import make_item, nonce, share

pytestmark = pytest.mark.django_db


def test_works_to_read_and_changes_nothing(visitor, plan):
    visitor.post(
        f"{plan}items/1.1/", status="planned", owner="Lt. Lee", note="See them.", reference="https://x.example/"
    )
    shared = share(visitor, plan)
    page = visitor.get(shared)
    for shown in ("Lt. Lee", "See them.", "Planned", 'href="https://x.example/"'):
        assert shown in page
    assert plan.split("/")[2] not in page
    before = list(Entry.objects.values())
    for rest in (
        "",
        "add/",
        "order/",
        "agency/",
        "items/1.1/",
        "items/1.1/remove/",
        "delete/",
        "history/undo/",
        "import/",
    ):
        for root in (shared, shared.replace("/shared", "")):
            assert visitor.client.post(f"{root}{rest}", {"status": "verified"}).status_code in {200, 404}
    assert list(Entry.objects.values()) == before


def test_nothing_is_stored_listed_or_passed_on(visitor, plan):
    shared = share(visitor, plan)
    for root in (plan, shared):
        for rest in ("", "print/", "plan.csv", "plan.ics", "plan.json"):
            answer = visitor.client.get(f"{root}{rest}")
            assert answer["Cache-Control"] == "no-store"
            assert "noindex" in answer["X-Robots-Tag"]
            assert answer["Referrer-Policy"] == "no-referrer"
            assert not answer.cookies
    assert plan not in visitor.get(f"{plan}print/")


def test_no_address_is_in_the_database(visitor, plan):
    shared = share(visitor, plan)
    row = repr(Plan.objects.values())
    assert plan.split("/")[2] not in row
    assert shared.split("/")[3] not in row


def test_share_address_renewed_and_revoked(visitor, plan):
    first = share(visitor, plan)
    second = share(visitor, plan)
    assert first != second
    visitor.get(first, 404)
    visitor.get(second)
    visitor.post(f"{plan}addresses/share/", at=f"{plan}addresses/", revoke="1")
    visitor.get(second, 404)
    assert "Share the plan to read" in visitor.get(f"{plan}addresses/")


def test_private_address_renewed(visitor, plan):
    shared = share(visitor, plan)
    form = {"nonce": nonce(visitor.get(f"{plan}addresses/"))}
    fresh = visitor.client.post(f"{plan}addresses/renew/", form)["Location"]
    again = visitor.client.post(f"{plan}addresses/renew/", form)["Location"]
    assert fresh == again != f"{plan}addresses/"
    visitor.get(plan, 404)
    assert shared in visitor.get(fresh)
    visitor.get(shared)
    assert visitor.client.post(f"{plan}addresses/renew/", {"nonce": "x" * 22}).status_code == 404


def test_guessing_is_throttled_and_told_nothing(visitor, plan):
    wrong = [visitor.get(f"/plan/{tokens.new_token()}/", 404) for _ in range(tokens.misses.most)]
    throttled = visitor.get(plan, 404)
    strip = lambda page: re.sub(r"/plan/[^/\"]+/", "", page)  # noqa: E731
    assert {strip(page) for page in wrong} == {strip(throttled)}
    assert Client().get(plan, REMOTE_ADDR="192.0.2.7").status_code == 200
    for path in (
        "/plan/x/",
        "/plan/shared/",
        "/plan/" + "x" * 44 + "/",
        "/plan/%00/",
        f"{plan}items/9.9.9/",
        f"{plan}nothing/",
    ):
        assert visitor.client.get(path).status_code == 404


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 302),
        ({"Origin": "http://testserver"}, 302),
        ({"Origin": "null"}, 302),
        ({}, 302),
    ],
)
def test_forms_of_other_sites_are_refused(visitor, plan, headers, code):
    assert visitor.client.post(f"{plan}order/", {"move": "up 2.1"}, headers=headers).status_code == code
    assert visitor.client.post("/plan/", headers=headers).status_code == code


def test_a_copy_begins_with_nothing_done(visitor, plan):
    visitor.post(f"{plan}items/1.2/", status="verified", owner="Ann", note="Ours", **{"step-0": "One", "done-0": "1"})
    shared = share(visitor, plan)
    form = {"nonce": nonce(visitor.get(shared))}
    copies = {visitor.client.post(f"{shared}copy/", form)["Location"] for _ in range(2)}
    [mine] = copies
    assert mine != plan
    entry = Entry.objects.exclude(plan=Plan.objects.first()).get(item__number="1.2")
    assert (entry.status, entry.owner, entry.note) == ("not-started", "", "")
    assert entry.steps == [{"text": "One", "done": False}]
    visitor.post(f"{mine}items/1.2/remove/", at=f"{mine}items/1.2/")
    assert "Item" in visitor.get(plan)
    assert Plan.objects.first().entries.count() == 4


def test_deleted_is_gone(visitor, plan):
    shared = share(visitor, plan)
    assert "4 items" in visitor.get(f"{plan}delete/")
    answer = visitor.client.post(f"{plan}delete/")
    assert "The plan is deleted" in visitor.get(answer["Location"])
    for address in (plan, shared, f"{plan}plan.csv"):
        visitor.get(address, 404)
    assert not Plan.objects.exists()
    assert not Entry.objects.exists()


@pytest.fixture
def letters(settings, tmp_path):
    """Messages as files; returns what reads them all."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return lambda: "".join(path.read_text() for path in sorted((tmp_path / "mail").glob("*")))


def test_the_private_address_by_mail(visitor, plan, letters):
    visitor.post_mail = lambda **form: visitor.client.post(f"{plan}addresses/mail/", form)
    assert "on its way" in visitor.post_mail(email="chief@example.org").content.decode()
    assert f"http://testserver{plan}" in letters().replace("=\n", "")
    assert "To: chief@example.org" in letters()
    assert Plan.objects.get().email == ""
    visitor.post_mail(email="chief@example.org", keep="on")
    assert Plan.objects.get().email == "chief@example.org"
    assert visitor.post_mail(email="chief@example.org\nBcc: all@example.org").status_code == 400
    for _ in range(9):
        answer = visitor.post_mail(email="chief@example.org")
    assert answer.status_code == 429


def test_a_mail_server_that_is_not_there_is_said(visitor, plan, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    answer = visitor.client.post(f"{plan}addresses/mail/", {"email": "chief@example.org"})
    assert answer.status_code == 503
    assert "could not be sent" in answer.content.decode()


def test_plans_do_not_change_the_catalogue_version(visitor, plan):
    from resources.models import Catalogue

    before = Catalogue.current_version()
    visitor.post(f"{plan}items/1.1/", status="planned")
    assert Catalogue.current_version() == before
    make_item("6.1")
    assert Catalogue.current_version() != before
