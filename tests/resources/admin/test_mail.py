"""Mail to followers, on the desk: numbers that tell of nobody, and the switch that pauses all mail."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from icpr.audit.models import AuditEntry, Event
from icpr.outbox import queue
from icpr.outbox.models import Message
from resources.following.models import Follower, Subscription
from tests.resources.following.announcements import make_announcement, make_followers
from tests.resources.staff import staff, texts

pytestmark = pytest.mark.django_db
PAGE = "/admin/mail/"


def put(number: int, purpose: str = "digest", **fields) -> None:
    queue.put(
        queue.Letter(key=f"{purpose}:{n}", to=f"reader{n}@example.org", subject="s", text="t", purpose=purpose)
        for n in range(number)
    )
    Message.objects.filter(purpose=purpose).update(**fields)


def table(page: str, caption: str) -> list[list[str]]:
    """The rows of a table with a caption, or of the region with that label, as texts."""
    import html5lib

    tree = html5lib.parse(page, namespaceHTMLElements=False)
    [found] = [each for each in tree.iter("div") if each.get("aria-label") == caption]
    rows = [["".join(cell.itertext()).strip() for cell in row if cell.tag in ("td", "th")] for row in found.iter("tr")]
    return rows[1:]


def test_works(editor):
    make_followers(12, address="/resources/?kind=webinar", title="Webinars")
    make_followers(3, address="/resources/?q=jane+doe", title="Resources matching “jane doe”", level="all")
    page = editor.get(PAGE).content.decode()
    assert "Mail goes out, to the terminal." in page
    assert "jane" not in page
    assert table(page, "What is followed") == [
        ["Webinars", "10", "fewer than 5", "fewer than 5", "10", "10", "fewer than 5"]
    ]
    assert table(page, "Subscriptions by rhythm") == [
        ["At once", "fewer than 5", "fewer than 5", "fewer than 5"],
        ["Daily", "fewer than 5", "fewer than 5", "fewer than 5"],
        ["Weekly", "10", "fewer than 5", "15"],
    ]
    assert "which is not named: fewer than 5." in page


def numbers(page: str) -> list[str]:
    """Every number in a table or figure of the page."""
    rows = [row for caption in ("What is followed", "Subscriptions by rhythm") for row in table(page, caption)]
    return [cell for row in rows for cell in row[1:]]


def test_one_more_or_less_is_not_seen(editor):
    """Whoever looks before and after somebody begins or ends learns of five at least."""
    make_followers(10)
    before = editor.get(PAGE).content.decode()
    make_followers(4, level="all")
    Follower.objects.filter(pk__in=[each.pk for each in make_followers(4)]).update(is_paused=True)
    after = editor.get(PAGE).content.decode()
    assert numbers(before) == numbers(after)
    assert set(numbers(after)) == {"10", "fewer than 5"}


def test_only_what_is_confirmed_and_wanted_is_counted(editor):
    make_followers(9, confirmed_at=None, told_until=None)
    stopped = make_followers(6)
    Follower.objects.filter(pk__in=[each.pk for each in stopped]).update(stopped_at=timezone.now())
    page = editor.get(PAGE).content.decode()
    assert set(numbers(page)) == {"fewer than 5"}
    assert "Nothing is followed by as many as 5." in page


def test_what_failed_is_said_without_addresses(editor):
    reasons = ["550 5.1.1 <reader{}@example.org>: unknown", "550 5.1.1 <reader{}@example.net>: unknown"]
    put(7, state=Message.State.REFUSED, finished_at=timezone.now())
    for number, message in enumerate(Message.objects.all()):
        Message.objects.filter(pk=message.pk).update(reason=reasons[number % 2].format(number))
    put(5, "old", state=Message.State.DROPPED, reason="Long ago", finished_at=timezone.now() - timedelta(days=31))
    page = editor.get(PAGE).content.decode()
    assert "@" not in page.partition("Not sent in the last 30 days")[2]
    [(why, number, state, _)] = table(page, "Why letters were not sent")
    assert (why, state, number) == ("550 5.1.1 (address): unknown", "refused for good", "5")


def test_what_waits(editor):
    put(11)
    assert table(editor.get(PAGE).content.decode(), "Letters by state")[0][:3] == ["digest", "10", "waits"]


def test_publishers_pause_all_mail_and_let_it_go_on(publisher):
    assert "Pause all mail" in publisher.get(f"{PAGE}pause/").content.decode()
    assert not queue.is_paused()
    said = texts(publisher.post(f"{PAGE}pause/", follow=True))
    assert "All mail is paused" in said
    assert queue.is_paused()
    page = publisher.get(PAGE).content.decode()
    assert "All mail is paused." in page
    assert "paused, " in page
    assert "by publishers" in page
    assert "was paused already" in texts(publisher.post(f"{PAGE}pause/", follow=True))
    assert "Mail goes on" in texts(publisher.post(f"{PAGE}resume/", follow=True))
    assert not queue.is_paused()
    assert "was not paused" in texts(publisher.post(f"{PAGE}resume/", follow=True))
    done = AuditEntry.objects.filter(event=Event.MAIL).order_by("pk").values_list("username", "subject", "detail")
    assert list(done) == [("publishers", "All mail", "paused"), ("publishers", "All mail", "goes on")]


@pytest.mark.parametrize("to", ["pause", "resume"])
def test_editors_do_not_switch(editor, to):
    for answer in (editor.get(f"{PAGE}{to}/"), editor.post(f"{PAGE}{to}/")):
        assert answer.status_code == 403
    assert not queue.is_paused()
    assert "pause/" not in editor.get(PAGE).content.decode()


def test_nobody_else_sees_it(client, db):
    other = staff(None, "someone")
    from django.contrib.auth.models import User

    User.objects.filter(username="someone").update(is_superuser=False)
    for address in (PAGE, f"{PAGE}pause/", f"{PAGE}preview/", f"{PAGE}preview.html"):
        assert other.get(address).status_code == 403
        assert client.get(address).status_code == 302
    assert "Mail to followers" not in other.get("/admin/").content.decode()


def test_a_forged_form_does_nothing(publisher):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = publisher.cookies
    for address in (f"{PAGE}pause/", f"{PAGE}preview/"):
        assert strict.post(address).status_code == 403
    assert not queue.is_paused()


def test_the_start_page_leads_there(editor):
    assert f'href="{PAGE}"' in editor.get("/admin/").content.decode()


def test_without_a_mail_server(editor, settings):
    settings.PRODUCTION, settings.MAIL_SERVER = True, ""
    assert "No mail goes out:" in editor.get(PAGE).content.decode()


def test_queries(publisher, django_assert_num_queries):
    for number in (1, 30):
        make_followers(6 * number, address=f"/resources/?since={2000 + number}")
        put(number, f"purpose{number}", state=Message.State.REFUSED, reason=f"r{number}", finished_at=timezone.now())
        make_announcement()
        with django_assert_num_queries(12):
            publisher.get(PAGE)
    assert Subscription.objects.count() == 186
