"""An announcement goes to every weekly follower once, when two publishers have confirmed it as it is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from time import sleep

import pytest
from django.core.exceptions import ValidationError
from django.db import OperationalError, connection
from django.utils import timezone

from icpr.outbox import queue
from icpr.outbox.models import Message
from resources.following import announcing
from resources.following.announcements import AT_LATEST, GRACE, Announcement, Confirmation, numbers_in
from resources.following.models import Follower
from tests.factories import make_publishable, make_resource
from tests.resources.following.announcements import confirm, make_announcement, make_followers, publisher

pytestmark = pytest.mark.django_db
State = Announcement.State


def send() -> int:
    return announcing.send_due(timezone.now())


def letters() -> list[queue.Letter]:
    return [letter for each in Message.objects.order_by("key") if (letter := each.content.letter())]


def test_works():
    record = make_resource(title="Foot <patrol>", annotation="How to walk.")
    announcement = confirm(make_announcement(records=record.permanent_number))
    followers = make_followers(7)
    assert send() == 1
    found = letters()
    assert {letter.to for letter in found} == {follower.mailbox() for follower in followers}
    letter = found[0]
    owner = Follower.objects.get(pk=int(letter.owner.removeprefix("follower:")))
    assert letter.subject == "Six new policies"
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    stop = letter.headers["List-Unsubscribe"].strip("<>")
    for said in (letter.text, letter.html):
        assert "https://theicpr.org/" in said
        assert f"https://library.test/r/{record.permanent_number}/" in said
        assert stop in said
        assert ".invalid" not in said
    assert "Foot <patrol>" in letter.text
    assert "Foot &lt;patrol&gt;" in letter.html
    assert Follower.objects.with_token("resources.following.stop-all", stop.rstrip("/").rpartition("/")[2]) == owner
    announcement.refresh_from_db()
    assert (announcement.state, announcement.queued_for) == (State.QUEUED, 5)
    assert send() == 0
    assert len(letters()) == 7


def test_only_who_follows_weekly_and_wants_mail():
    make_followers(1, rhythm="daily")
    make_followers(1, confirmed_at=None, told_until=None)
    paused, stopped, twice = make_followers(3)
    Follower.objects.filter(pk=paused.pk).update(is_paused=True)
    Follower.objects.filter(pk=stopped.pk).update(stopped_at=timezone.now())
    twice.subscriptions.create(
        address="/r/ICPR-000001/", title="One", confirmed_at=timezone.now(), told_until=timezone.now(), stop_hash="x"
    )
    confirm(make_announcement())
    make_followers(1, confirmed_at=timezone.now())  # after it was confirmed
    announcement = Announcement.objects.get()
    assert send() == 1
    assert [letter.owner for letter in letters()] == [twice.owner]
    announcement.refresh_from_db()
    assert announcement.queued_for == 0


def test_nobody_confirms_twice():
    announcement, ada = make_announcement(), publisher("ada")
    announcing.confirm(announcement.pk, 1, ada)
    with pytest.raises(ValidationError, match="confirmed it already"):
        announcing.confirm(announcement.pk, 1, ada)
    announcement.refresh_from_db()
    assert announcement.is_draft
    assert Confirmation.objects.count() == 1


def test_a_former_publisher_does_not_count():
    announcement, ada, ben = make_announcement(), publisher("ada"), publisher("ben")
    announcing.confirm(announcement.pk, 1, ada)
    ada.groups.clear()
    assert announcing.confirm(announcement.pk, 1, ben).is_draft
    assert announcing.confirm(announcement.pk, 1, publisher("cy")).state == State.CONFIRMED


@pytest.mark.parametrize("version", [0, 2, -1])
def test_only_what_stands_is_confirmed(version):
    announcement = make_announcement()
    with pytest.raises(ValidationError, match="changed meanwhile"):
        announcing.confirm(announcement.pk, version, publisher("ada"))


def test_what_is_not_public_is_not_confirmed():
    draft = make_publishable()
    announcement = make_announcement(records=draft.permanent_number)
    with pytest.raises(ValidationError, match=draft.permanent_number):
        announcing.confirm(announcement.pk, 1, publisher("ada"))


def test_it_waits_for_second_thoughts():
    announcement = confirm(make_announcement())
    Announcement.objects.update(confirmed_at=timezone.now() - GRACE + timedelta(seconds=5))
    make_followers(1)
    assert send() == 0
    taken, kept_back = announcing.take_back(announcement.pk)
    assert (taken.state, kept_back) == (State.DRAFT, 0)
    assert not Confirmation.objects.exists()
    assert not Message.objects.exists()


def test_records_must_be_public_when_it_is_sent():
    record = make_resource()
    announcement = confirm(make_announcement(records=record.permanent_number))
    make_followers(2)
    record.withdraw("Outdated.")
    assert send() == 0
    announcement.refresh_from_db()
    assert announcement.is_draft
    assert record.permanent_number in announcement.stopped_because
    assert not Message.objects.exists()
    assert not Confirmation.objects.exists()


def test_what_waited_too_long_is_confirmed_again():
    """So that a library restored from a backup does not send old news."""
    announcement = confirm(make_announcement())
    Announcement.objects.update(confirmed_at=timezone.now() - AT_LATEST - timedelta(minutes=1))
    make_followers(1)
    assert send() == 0
    announcement.refresh_from_db()
    assert announcement.is_draft
    assert not Message.objects.exists()


def test_what_waits_can_be_cancelled():
    announcement = confirm(make_announcement())
    make_followers(6)
    queue.pause()
    send()
    first = Message.objects.earliest("key")
    Message.objects.filter(pk=first.pk).update(state=Message.State.SENT)
    queue.put([queue.Letter(key="digest:1", to="a@b.org", subject="s", text="t")])
    taken, kept_back = announcing.take_back(announcement.pk)
    assert (taken.state, kept_back) == (State.CANCELLED, 5)
    assert Message.objects.filter(state=Message.State.WAITING).get().key == "digest:1"
    with pytest.raises(ValidationError):
        announcing.take_back(announcement.pk)
    assert send() == 0


def test_killed_in_the_middle_nobody_gets_it_twice(monkeypatch):
    monkeypatch.setattr(announcing, "BATCH", 3)
    confirm(make_announcement())
    make_followers(8)

    def killed_at(beats: int):
        left = iter(range(beats))

        def beat() -> None:
            if next(left, None) is None:
                raise KeyboardInterrupt

        return beat

    for beats in (1, 2, 3):
        with pytest.raises(KeyboardInterrupt):
            announcing.send_due(timezone.now(), killed_at(beats - 1))
    assert send() == 1
    assert len(letters()) == len({letter.owner for letter in letters()}) == 8


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [("ICPR-000018, icpr-000002;3", [18, 2, 3]), ("", []), ("18 18 ICPR-000018", [18])],
)
def test_numbers_are_read(typed, numbers):
    assert numbers_in(typed) == numbers


@pytest.mark.parametrize("typed", ["ICPR", "x", "0", "-1", "1e3", "٣", "9" * 30, "ICPR-1/2", "\x00"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(ValidationError, match="no permanent number"):
        numbers_in(typed)


@pytest.mark.django_db(transaction=True)
def test_at_once():
    """Ten confirmations of five publishers, then five who send, all at once: each gets it once."""
    announcement, users = make_announcement(), [publisher(name) for name in ("ada", "ben", "cy", "dee", "eve")]
    make_followers(4)

    def attempt(work):
        try:
            while True:
                try:
                    return work()
                except ValidationError:
                    return None
                except OperationalError:  # SQLite in memory locks tables at once, a file would wait
                    sleep(0.01)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as threads:
        works = [partial(announcing.confirm, announcement.pk, 1, user) for user in users * 2]
        done = [each for each in threads.map(attempt, works) if each]
        assert Confirmation.objects.count() == 2
        assert [each.state for each in done].count(State.CONFIRMED) == 1
        Announcement.objects.update(confirmed_at=timezone.now() - GRACE)
        assert sum(threads.map(attempt, [send] * 5)) == 1
    assert Message.objects.count() == 4
