"""A letter is one sender's at a time, by the database's clock; nothing is sent twice, whoever is taken for dead."""

from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from icpr.outbox import claims, queue
from icpr.outbox.claims import ClaimLost, claim, settle
from icpr.outbox.models import Content, Message
from icpr.outbox.sending import send_due
from tests.icpr.outbox.conftest import letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    """Claims the one letter there is."""
    queue.put([letter()])

    def take() -> claims.Claim | None:
        return next((claim(*each) for each in claims.due(9)), None)

    return take


def row() -> Message:
    return Message.objects.annotate(now=Now()).get()


def let_lease_end() -> None:
    Message.objects.filter(state="sending").update(lease_until=Now() - timedelta(seconds=1))


def test_works(ada):
    mine = ada()
    assert ada() is None
    assert (row().state, row().attempts, row().data_at) == ("sending", 1, None)
    assert 170 < (row().lease_until - row().now).total_seconds() <= 180
    mine.begin_data()
    assert row().data_at is not None
    mine.finish("sent")
    assert (row().state, row().lease_until, Content.objects.count()) == ("sent", None, 0)
    settle()
    assert row().state == "sent"


def test_of_two_that_saw_it_one_gets_it(ada):
    [(key, attempts)] = claims.due(9)
    assert claim(key, attempts)
    assert claim(key, attempts) is None
    let_lease_end()
    settle()
    assert claim(key, attempts) is None, "what was seen before the first attempt"


def test_killed_before_data_it_waits_again(ada):
    ada()
    settle()
    assert row().state == "sending"
    let_lease_end()
    settle()
    assert row().state == "waiting"
    assert ada().attempt == 2


def test_killed_after_data_it_is_unknown_for_ever(ada):
    ada().begin_data()
    let_lease_end()
    settle()
    assert (row().state, row().reason) == ("unknown", claims.UNKNOWN)
    assert ada() is None
    assert Content.objects.count() == 0
    assert queue.put([letter()]) == 0


def test_given_back_it_is_due_in_the_same_moment(ada):
    for _ in range(30):  # seldom within the same thousandth of a second
        ada().give_back()
        assert len(claims.due(1)) == 1


def test_taken_for_dead_it_begins_no_data(ada):
    late = ada()
    let_lease_end()
    settle()
    with pytest.raises(ClaimLost):
        late.begin_data()
    second = ada()
    for write in (late.begin_data, lambda: late.finish("sent"), lambda: late.refuse("RCPT: 550")):
        with pytest.raises(ClaimLost):
            write()
    late.wait("RCPT: 450")
    late.give_back()
    assert (row().state, row().attempts) == ("sending", 2)
    second.begin_data()
    with pytest.raises(ClaimLost):
        second.begin_data()
    second.finish("sent")


def test_taken_for_dead_after_data_it_knows_better(ada):
    late = ada()
    late.begin_data()
    let_lease_end()
    settle()
    late.finish("sent")
    assert row().state == "sent"


def test_erased_before_data_it_is_not_sent(ada, sink):
    mine = ada()
    queue.erase("follower:ada")
    with pytest.raises(ClaimLost):
        mine.begin_data()
    assert row().state == "dropped"


def test_erased_in_the_moment_it_is_claimed_it_is_not_sent(sink):
    queue.put([letter(), letter("bo")])
    erased = []

    def erase():
        erased.append(queue.erase("follower:bo"))

    assert send_due(erase) == "Letters: 1 sent."
    assert sink.recipients == ["ada@example.org"]


def test_erased_after_data_and_wanted_later_it_is_given_up(ada):
    mine = ada()
    mine.begin_data()
    queue.erase("follower:ada")
    mine.wait("letter: 450")
    assert (row().state, row().owner) == ("dropped", "")


def test_who_keeps_the_address_and_the_letter_agree(ada):
    """What a receiver cannot write is told again."""
    mine = ada()

    def fails(**_):
        raise RuntimeError("the wolf")

    queue.refused.connect(fails)
    try:
        with pytest.raises(RuntimeError), transaction.atomic():
            mine.refuse("RCPT: 550")
    finally:
        queue.refused.disconnect(fails)
    assert row().state == "sending"
    assert Content.objects.exists()


def test_who_is_told_may_erase_the_owner(sink):
    queue.put([letter(), letter("later", owner="follower:ada")])
    sink.at["RCPT", "ada@example.org"] = ["550 5.1.1 Nobody"]

    def erase(owner, **_):
        queue.erase(owner)

    queue.refused.connect(erase)
    try:
        assert send_due() == "Letters: 1 refused."
    finally:
        queue.refused.disconnect(erase)
    assert dict(Message.objects.values_list("key", "state")) == {"digest:ada": "refused", "digest:later": "dropped"}
    assert set(Message.objects.values_list("owner", "address_hash")) == {("", "")}


def test_nobodys_letter_is_refused_without_a_word(told):
    queue.put([letter(owner="")])
    [seen] = claims.due(9)
    claim(*seen).refuse("RCPT: 550")
    assert (row().state, told) == ("refused", [])


def test_what_comes_back_with_a_backup_is_not_sent(sink):
    """Backups hold no contents: all that waited then may have been sent since."""
    queue.put([letter(), letter("bo")])
    [seen, _] = claims.due(9)
    claim(*seen)
    Content.objects.all().delete()
    assert claims.due(9) == []
    let_lease_end()
    assert send_due() == ""
    assert set(Message.objects.values_list("state", "reason")) == {("unknown", claims.NO_CONTENT)}


def test_after_a_database_was_set_back_all_that_waits_is_given_up(sink):
    queue.put([letter(), letter("bo")])
    send_due()
    queue.put([letter("cy"), letter("di")])
    claim(*claims.due(9)[0])
    out = StringIO()
    call_command("give_up_mail", stdout=out)
    assert out.getvalue() == "Letters given up: 2\n"
    assert sorted(Message.objects.values_list("state", flat=True)) == ["sent", "sent", "unknown", "unknown"]
    assert (send_due(), Content.objects.count(), len(sink.letters)) == ("", 0, 2)


def test_a_letter_sealed_under_another_secret_is_given_up(sink, settings):
    queue.put([letter()])
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "x" * 50, []
    assert send_due() == "Letters: 1 given up."
    assert row().state == "dropped"


def test_a_clock_set_back_delays_and_repeats_nothing(ada, sink):
    """To the database it is as if all that is written lay an hour ahead."""
    hour = timedelta(hours=1)
    mine = ada()
    mine.begin_data()
    Message.objects.update(lease_until=row().lease_until + hour, data_at=row().data_at + hour)
    settle()
    assert row().state == "sending"
    mine.finish("sent")
    queue.put([letter("bo")])
    Message.objects.filter(state="waiting").update(due_at=row_of("bo").due_at + hour)
    assert send_due() == "Letters: 1 sent."
    assert sink.recipients == ["bo@example.org"]


def test_a_letter_of_who_died_before_a_clock_was_set_back_is_taken_up(ada):
    ahead = Now() + timedelta(hours=1)
    mine = ada()
    Message.objects.update(lease_until=ahead)
    settle()
    again = ada()
    with pytest.raises(ClaimLost):
        mine.begin_data()
    again.wait("Come again.")
    Message.objects.update(due_at=ahead)
    assert ada() is None, "one that is to be tried again later"


def row_of(name: str) -> Message:
    return Message.objects.get(key=f"digest:{name}")


def test_only_the_clock_of_the_database_counts(sink):
    """No moment of this process goes to the database."""
    sent = []

    def look(execute, sql, params, many, context):
        sent.extend(params or ())
        return execute(sql, params, many, context)

    sink.at["RCPT", "bo@example.org"] = ["450 Later"]
    with connection.execute_wrapper(look):
        queue.put([letter(), letter("bo"), letter("cy")])
        queue.erase("follower:cy")
        assert send_due() == "Letters: 1 sent, 1 to be tried again."
        claims.forget_finished()
        queue.pause()
    years = (str(timezone.now().year), str(timezone.now().year + 1))
    assert sent
    assert [one for one in sent if isinstance(one, (datetime, date)) or str(one).startswith(years)] == []


def test_what_is_finished_is_forgotten_after_ninety_days(sink):
    queue.put([letter(), letter("bo"), letter("cy")])
    send_due()
    assert claims.forget_finished() == 0
    old = Now() - timedelta(days=90)
    Message.objects.filter(key="digest:ada").update(finished_at=old, created_at=old)
    Message.objects.filter(key="digest:bo").update(created_at=old, finished_at=None, state="waiting")
    assert claims.forget_finished() == 1
    assert sorted(Message.objects.values_list("key", flat=True)) == ["digest:bo", "digest:cy"]


def test_what_is_told_once_is_remembered_until_its_owner_is_erased(sink):
    queue.put([letter(key="once:lost"), letter("bo", key="once:gone")])
    send_due()
    Message.objects.update(finished_at=Now() - timedelta(days=900))
    queue.erase("follower:bo")
    assert claims.forget_finished() == 1
    assert queue.put([letter(key="once:lost")]) == 0


def test_a_letter_costs_few_queries_and_a_look_fewer(sink, django_assert_num_queries):
    with django_assert_num_queries(6):  # three see to what was left behind, in a transaction
        send_due()
    queue.put([letter()])
    with django_assert_num_queries(14):
        send_due()
