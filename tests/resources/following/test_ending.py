"""What is followed is changed, paused and ended: by the private page, by one click, and by itself."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.message import EmailMessage
from time import sleep

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from icpr.outbox import queue
from icpr.outbox.models import Content, Message
from resources.following import confirming, forgetting, links
from resources.following.models import REFUSED_KEPT, Follower, Subscription
from tests.resources.following.conftest import ADDRESS, kept, letters, path_of, words
from tests.resources.following.followers import make_subscription

pytestmark = pytest.mark.django_db

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def manage(follower) -> str:
    return path_of(links.manage_url(follower))


def subscribe(follower, address: str = "/whats-new/") -> Subscription:
    found = Subscription.objects.ask(follower, address=address, title="What’s new")
    confirming.confirm(follower, shown=[str(found.pk)], chosen=[str(found.pk)])
    return found


def test_works(visitor, follower, manage, django_assert_num_queries):
    subscribe(follower)
    with django_assert_num_queries(2):
        page = visitor.client.get(manage).content.decode()
    assert "Resources on Policy & Oversight Nothing told yet" in words(page)
    first, second = Subscription.objects.all()
    wish = {f"rhythm-{first.pk}": "daily", f"level-{first.pk}": "all"}
    page = visitor.post(manage, 200, do="save", **wish, **{f"rhythm-{second.pk}": "never", f"level-{second.pk}": "all"})
    assert "Saved." in words(page)
    assert [(each.rhythm, each.level) for each in Subscription.objects.all()] == [("daily", "all"), ("weekly", "major")]
    assert "Nothing was changed." in words(visitor.post(manage, 200, do="save", **wish))


def test_paused_and_resumed(visitor, follower, manage):
    before = Subscription.objects.get().told_until
    assert "All mail is paused" in words(visitor.post(manage, 200, do="pause"))
    assert not Subscription.objects.active().exists()
    assert "Mail is sent again" in words(visitor.post(manage, 200, do="resume"))
    assert Subscription.objects.active().get().told_until == before


def test_another_site_changes_nothing(visitor, follower, manage):
    elsewhere = {"HTTP_SEC_FETCH_SITE": "cross-site"}
    for address in (manage, f"{manage}erase/"):
        visitor.post(address, 403, do="pause", sent_by=elsewhere)
    assert Subscription.objects.active().count() == 1


def test_all_is_erased_with_the_letters_that_wait(visitor, follower, manage):
    assert queue.waiting(follower.owner)
    assert "erase your address?" in words(visitor.get(f"{manage}erase/"))
    assert visitor.post(f"{manage}erase/") == "/follow/erased/"
    assert "Your address is erased" in words(visitor.get("/follow/erased/"))
    assert (kept(), queue.waiting(follower.owner)) == (0, [])
    assert "There is nothing at this address" in words(visitor.get(manage, 404))
    visitor.post(f"{manage}erase/", 404)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="Of SQLite one connection writes at a time.")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("held", [Subscription, Follower])
def test_erased_while_a_mail_is_written_it_is_not_sent(held):
    follower = make_subscription("/whats-new/").follower

    def erase():
        try:
            Follower.objects.get(pk=follower.pk).erase()
        finally:
            connection.close()

    # Of the locks, not of pg_stat_activity: that answers the same all through a transaction.
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic(), connection.cursor() as cursor:
            list(held.objects.select_for_update(of=("self",)).all())
            queue.put([queue.Letter(key="digest:1", to=ADDRESS, subject="News", text="New.", owner=follower.owner)])
            erased = threads.submit(erase)
            while not erased.done() and cursor.execute(waiting).fetchone()[0] == 0:
                sleep(0.02)
        erased.result()
    assert not Content.objects.exists()
    assert Message.objects.get().owner == ""


def test_one_click_ends_one_from_anywhere_and_always_says_the_same(follower):
    other = subscribe(follower)
    headers = links.headers(other)
    address = headers["List-Unsubscribe"].strip("<>")
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    provider = Client(enforce_csrf_checks=True, headers={"sec-fetch-site": "cross-site", "origin": "https://mail.test"})
    said = set()
    for _ in range(2):
        answer = provider.post(path_of(address), ONE_CLICK)
        assert (answer.status_code, answer.cookies.output()) == (200, "")
        said.add(answer.content)
    assert len(said) == 1
    assert [each.address for each in Subscription.objects.active()] == ["/pillars/policy/"]


@pytest.mark.parametrize(
    "sent",
    [
        {"data": ONE_CLICK},
        {"data": "List-Unsubscribe=One-Click", "content_type": "application/x-www-form-urlencoded"},
        {"data": b"\xff\x00", "content_type": "multipart/form-data; boundary=x"},
        {"data": b"", "content_type": "text/plain"},
    ],
)
def test_one_click_works_however_it_is_sent_and_with_nothing_left_erases(follower, sent):
    [subscription] = follower.subscriptions.all()
    assert Client().post(path_of(links.unsubscribe_url(subscription)), **sent).status_code == 200
    assert kept() == 0


def test_a_program_that_opens_all_links_ends_nothing(visitor, follower):
    [subscription] = follower.subscriptions.all()
    page = visitor.get(links.unsubscribe_url(subscription))
    assert "Stop following this? Resources on Policy & Oversight" in words(page)
    assert "/follow/manage/" not in page, "who was passed on a mail may end what it is about, and no more"
    assert "erase your address?" in words(visitor.get(links.unsubscribe_all_url(follower)))
    assert Subscription.objects.active().count() == 1


def test_a_mail_of_several_ends_all_with_one_click(visitor, follower):
    subscribe(follower)
    address = links.headers(*follower.subscriptions.all())["List-Unsubscribe"].strip("<>")
    for _ in range(2):
        assert "You get no more mail" in words(visitor.post(address, 200, **ONE_CLICK))
    assert kept() == 0
    assert "You get no mail about this" in words(visitor.get(address, 404))


def test_the_headers_can_be_mailed(follower):
    message = EmailMessage()
    for name, value in links.headers(*follower.subscriptions.all()).items():
        message[name] = value
    assert message["List-Id"] == "ICPR Resource Library <following.library.test>"


def test_a_refused_address_gets_nothing_and_is_erased_later(visitor, follower, manage):
    queue.refused.send(None, owner=follower.owner, reason=f"550 no such user <{ADDRESS}>")
    follower.refresh_from_db()
    assert follower.stop_reason == "550 no such user …"
    assert not Subscription.objects.active().exists()
    assert "was refused" in words(visitor.get(manage))
    assert forgetting.forget(timezone.now() + REFUSED_KEPT - timedelta(hours=1)) == 0
    assert forgetting.forget(timezone.now() + REFUSED_KEPT + timedelta(hours=1)) == 1
    assert kept() == 0


def test_a_refused_address_that_confirms_anew_gets_mail_again(visitor, follower):
    forgetting.stop(follower.owner, "Full.")
    subscribe(follower)
    assert Subscription.objects.active().count() == 2


def test_an_address_that_is_refused_before_it_confirms_is_erased(visitor, pillar):
    visitor.follow("/pillars/policy/")
    letters()
    for owner in ("follower:0", "follower:x", "plan:1", "", Follower.objects.get().owner):
        queue.refused.send(None, owner=owner, reason="No.")
    assert kept() == 0


def test_nothing_is_written_of_an_address(follower, caplog, django_db_blocker):
    import json

    from django.core import serializers

    everything = json.dumps(serializers.serialize("json", [follower, *follower.subscriptions.all()]))
    for secret in (ADDRESS, "chief", links.manage_url(follower).rstrip("/").rpartition("/")[2]):
        assert secret not in everything
    assert str(follower) == f"Follower {follower.pk}"
    assert ADDRESS not in caplog.text


def test_under_another_secret_the_follower_is_found_and_read(follower, settings):
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-secret-of-the-site"
    found = Follower.objects.of_address("Chief@Example.org")
    assert found == follower
    assert found.mailbox() == ADDRESS
    assert links.manage_url(found)
