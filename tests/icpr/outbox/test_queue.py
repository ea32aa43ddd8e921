"""Letters are put in once for ever, sealed, and forgotten with their owner."""

import pytest
from django.db import connection, transaction

from icpr.outbox import queue
from icpr.outbox.models import Content, Message
from icpr.outbox.queue import Letter

pytestmark = pytest.mark.django_db
ADDRESS = "ada@example.org"


def letter(key: str = "digest:1", **fields) -> Letter:
    return Letter(**{"key": key, "to": ADDRESS, "subject": "News", "text": "Nothing.", "owner": "follower:1"} | fields)


def test_works():
    wanted = letter(html="<p>Nothing.</p>", headers={"List-Id": "<news.library.test>"}, purpose="digest")
    assert queue.put([wanted, letter("digest:2")]) == 2
    assert queue.waiting("follower:1")[0] == wanted
    message = Message.objects.get(key="digest:1")
    assert (message.state, message.attempts, message.purpose) == ("waiting", 0, "digest")
    [digest, other] = sorted(queue.counts(), key=lambda each: each.purpose, reverse=True)
    assert (digest.purpose, digest.state, digest.number, digest.oldest) == ("digest", "waiting", 1, message.created_at)
    assert (other.purpose, other.number) == ("", 1)


def test_a_key_is_one_mail_for_ever():
    assert queue.put([letter(), letter(subject="Again")]) == 1
    assert queue.put(iter([letter(subject="Later"), letter("digest:2")])) == 1
    assert [each.subject for each in queue.waiting("follower:1") if each.key == "digest:1"] == ["News"]
    Message.objects.update(state=Message.State.SENT)
    Content.objects.all().delete()
    assert queue.put([letter()]) == 0
    assert queue.put([]) == 0


def test_thousands_cost_few_queries(django_assert_max_num_queries):
    with django_assert_max_num_queries(80):  # SQLite takes 999 values a statement
        assert queue.put(letter(f"digest:{number}") for number in range(1_000)) == 1_000


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_back_is_not_sent():
    with transaction.atomic():
        queue.put([letter()])
        transaction.set_rollback(True)
    assert Message.objects.count() == Content.objects.count() == 0


def test_nothing_personal_can_be_read_in_the_tables():
    queue.put([letter(subject="Nothing of Ada's", headers={"X-Of": "Ada's"})])
    with connection.cursor() as cursor:
        for table in ("outbox_message", "outbox_content"):
            cursor.execute(f"SELECT * FROM {table}")
            kept = str(cursor.fetchall())
            assert not [words for words in (ADDRESS, "example.org", "Nothing of", "X-Of") if words in kept]
    assert ADDRESS not in str(Message.objects.get())


@pytest.mark.parametrize("wrong", [{"key": ""}, {"key": f"to:{ADDRESS}"}, {"owner": ADDRESS}, {"key": "x" * 201}])
def test_names_are_no_addresses(wrong):
    with pytest.raises(ValueError, match="short names"):
        letter(**wrong)


def test_an_owner_is_forgotten_with_what_waits():
    queue.put([letter(), letter("digest:2"), letter("digest:3", owner="follower:12"), letter("plan:1", owner="")])
    Message.objects.filter(key="digest:2").update(state=Message.State.SENT)
    assert queue.erase("follower:1") == 1
    assert queue.erase("follower:1") == queue.erase("") == 0
    assert set(Message.objects.values_list("key", "state", "owner")) == {
        ("digest:1", "dropped", ""),
        ("digest:2", "sent", ""),
        ("digest:3", "waiting", "follower:12"),
        ("plan:1", "waiting", ""),
    }
    assert Message.objects.get(key="digest:2").address_hash == ""
    assert set(Content.objects.values_list("message__key", flat=True)) == {"digest:3", "plan:1"}
    assert queue.put([letter()]) == 0


def test_one_that_is_being_sent_is_stopped_unless_it_may_be_on_the_line():
    queue.put([letter(), letter("digest:2")])
    Message.objects.update(state=Message.State.SENDING)
    Message.objects.filter(key="digest:2").update(data_at="2026-11-28T12:00Z")
    assert queue.erase("follower:1") == 1
    assert set(Message.objects.values_list("key", "state")) == {("digest:1", "dropped"), ("digest:2", "sending")}
    assert Content.objects.count() == 0


def test_staff_stop_all_mail():
    assert not queue.is_paused()
    queue.pause()
    queue.pause()
    assert queue.is_paused()
    assert queue.put([letter()]) == 1
    queue.resume()
    queue.resume()
    assert not queue.is_paused()


def test_another_secret_opens_nothing(settings):
    queue.put([letter()])
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "x" * 50, []
    assert queue.waiting("follower:1") == []


def test_letters_are_kept_back_by_what_their_keys_begin_with():
    queue.put([letter(f"announcement:{number}:1") for number in (1, 12)] + [letter("announcement:1:2")])
    Message.objects.filter(key="announcement:1:2").update(state=Message.State.SENT)
    assert queue.has_any("announcement:1:")
    assert queue.drop("announcement:1:", "It was cancelled.") == 1
    assert queue.drop("announcement:1:", "Again.") == 0
    dropped = Message.objects.get(key="announcement:1:1")
    assert (dropped.state, dropped.reason) == (Message.State.DROPPED, "It was cancelled.")
    assert not Content.objects.filter(message=dropped).exists()
    assert {each.key for each in queue.waiting("follower:1")} == {"announcement:1:2", "announcement:12:1"}
    assert queue.put([letter("announcement:1:1")]) == 0
    assert not queue.has_any("announcement:2:")
