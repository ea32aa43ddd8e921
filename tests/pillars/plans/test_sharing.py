"""Who may come in: the private and the share address, renewed, revoked, guessed at, sent by mail, from elsewhere."""

import re

import pytest
from django.http import Http404

from icpr.lib import tokens
from icpr.lib.http.private_pages import locked
from pillars.models import Entry, Plan
from pillars.plans.kind import PLANS
from tests.factories import make_topic
from tests.pillars.plans.conftest import nonce, share

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
            assert visitor.client.post(f"{root}{rest}", {"status": "verified"}).status_code in {404, 405}
    assert list(Entry.objects.values()) == before


def test_nothing_is_stored_listed_or_passed_on(visitor, plan):
    shared = share(visitor, plan)
    for root in (plan, shared):
        for rest in ("", "print/", "sheets/", "plan.csv", "plan.ics", "plan.json"):
            answer = visitor.client.get(f"{root}{rest}")
            assert answer["Cache-Control"] == "no-store"
            assert "noindex" in answer["X-Robots-Tag"]
            assert answer["Referrer-Policy"] == "no-referrer"
            assert not answer.cookies
    assert plan not in visitor.get(f"{plan}print/")


def test_whatever_answers_at_a_secret_address_is_private(visitor, plan, settings):
    token = plan.split("/")[2]
    many = "&".join(f"q{number}=" for number in range(1_100))
    for address, code in (
        (f"/plan/{token}", 301),
        (f"/plan/{token}/nothing/", 404),
        (f"/plan/{token}x/", 404),
        (f"/plan/shared/{token}/", 404),
        (f"{plan}?{many}", 400),
        (f"{plan}order/", 302),
    ):
        answer = visitor.client.get(address)
        assert answer.status_code == code, address
        assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer"), address
        assert "noindex" in answer["X-Robots-Tag"]
    settings.SECURE_SSL_REDIRECT = True
    assert visitor.client.get(plan)["Cache-Control"] == "no-store"
    settings.SECURE_SSL_REDIRECT = False
    assert visitor.client.get("/plan/")["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_other_methods_are_refused(visitor, plan, method):
    for rest, allowed in (("", "GET, HEAD, OPTIONS"), ("agency/", "GET, HEAD, POST, OPTIONS")):
        answer = getattr(visitor.client, method)(f"{plan}{rest}")
        assert (answer.status_code, answer["Allow"]) == (405, allowed)
        assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert visitor.client.head(plan).status_code == 200


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
    assert "Create a read-only link" in visitor.get(f"{plan}addresses/")


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
    assert "This is the new private address" in visitor.get(fresh)


def test_an_address_renewed_while_a_form_waited_does_nothing(visitor, plan):
    """What the second of two sees that held the plan one after the other."""
    stale = Plan.objects.get()
    visitor.client.post(f"{plan}addresses/renew/", {"nonce": nonce(visitor.get(f"{plan}addresses/"))})
    with pytest.raises(Http404), locked(stale):
        pass


def test_a_shared_address_is_told_from_a_private_one(visitor, plan):
    shared = share(visitor, plan)
    answer = visitor.client.post("/plan/", {"address": f"http://testserver{shared}"})
    assert answer.status_code == 400
    assert "only for reading" in answer.content.decode()
    answer = visitor.client.post("/plan/", {"address": "my <plan>"})
    assert "This is not the private address" in answer.content.decode()
    assert 'value="my &lt;plan&gt;"' in answer.content.decode()


def test_a_wrong_address_says_what_may_have_happened(visitor, plan):
    for address in (f"/plan/{tokens.new_token()}/", f"/plan/shared/{tokens.new_token()}/"):
        assert "its address may have been renewed" in visitor.get(address, 404)


def test_wrong_addresses_close_no_right_one(visitor, plan):
    """A brake on guesses would let one visitor lock out all behind the same proxy; 256 random bits need none."""
    for _ in range(60):
        visitor.get(f"/plan/{tokens.new_token()}/", 404)
    visitor.get(plan)


def test_what_is_no_address_of_a_plan_is_told_nothing(visitor, plan):
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


def test_deleting_twice_says_deleted_twice(visitor, plan):
    delete_token = re.search(r'name="delete_token" value="([^"]+)"', visitor.get(f"{plan}delete/"))[1]
    for _ in range(2):
        answer = visitor.client.post(f"{plan}delete/", {"delete_token": delete_token})
        assert answer["Location"] == "/plan/deleted/"
    for wrong in ("", "x", delete_token[:-1], "ü"):
        assert visitor.client.post(f"{plan}delete/", {"delete_token": wrong}).status_code == 404
    other = f"/plan/{tokens.new_token()}/delete/"
    assert visitor.client.post(other, {"delete_token": delete_token}).status_code == 404


def test_what_is_no_form_of_a_plan_is_answered(visitor, plan):
    many = {"number": [str(number) for number in range(10_000)]}
    for address, form in (
        (f"{plan}add/", many),
        (f"{plan}items/1.1/", {"note": "x" * 3_000_000}),
        ("/plan/", many),
    ):
        answer = visitor.client.post(address, form)
        assert answer.status_code == 400
        assert "larger than a plan can hold" in answer.content.decode()
        assert answer["Cache-Control"] == "no-store"
    answer = visitor.client.post(f"{plan}import/", b"--x", content_type="multipart/form-data; boundary=")
    assert answer.status_code == 400


def test_plans_are_not_started_by_the_thousand(visitor, items):
    for _ in range(PLANS.limits.starts.most - 1):
        PLANS.limits.starts.take("127.0.0.1")
    visitor.start()
    form = {"nonce": nonce(visitor.get("/plan/"))}
    answer = visitor.client.post("/plan/", form)
    assert answer.status_code == 429
    assert "Many plans were started" in answer.content.decode()
    assert Plan.objects.count() == 1
    assert visitor.client.post("/plan/", form, REMOTE_ADDR="192.0.2.7").status_code == 302


def test_a_forged_header_starts_no_more_plans(visitor, items, settings):
    for _ in range(PLANS.limits.starts.most):
        PLANS.limits.starts.take("127.0.0.1")
        PLANS.limits.starts.take("198.51.100.7")
    form = {"nonce": nonce(visitor.get("/plan/"))}
    forged = {"X-Forwarded-For": "203.0.113.9"}
    assert visitor.client.post("/plan/", form, headers=forged).status_code == 429
    settings.BEHIND_PROXY = True
    written_by_the_proxy = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7"}
    assert visitor.client.post("/plan/", form, headers=written_by_the_proxy).status_code == 429
    assert visitor.client.post("/plan/", form, headers=forged).status_code == 302


def test_plans_do_not_change_the_catalogue_version(visitor, plan):
    from resources.models import Catalogue

    before = Catalogue.versions()
    visitor.post(f"{plan}items/1.1/", status="planned")
    assert Catalogue.versions() == before
    make_topic()
    assert Catalogue.versions() != before
