import threading

import pytest
from django.db import OperationalError, connection, transaction

from icpr.limits.models import Count
from icpr.limits.throttling import Limit, forget_ended

MAILS = Limit("test-mails", most=3, seconds=60)


@pytest.mark.django_db
def test_works():
    assert [MAILS.take("ada") for _ in range(5)] == [True, True, True, False, False]
    assert MAILS.is_over("ada")
    assert 0 < MAILS.seconds_left("ada") <= 60
    assert MAILS.take("grace")
    assert not MAILS.is_over("grace")
    assert MAILS.seconds_left("grace") == 0


@pytest.mark.django_db
def test_amounts_are_counted_too():
    assert [MAILS.take("ada", amount=amount) for amount in (2, 1, 1)] == [True, True, False]
    Count.objects.update(ends_at=1)
    assert not MAILS.take("ada", amount=4)


@pytest.mark.django_db
def test_a_window_that_ended_begins_anew():
    for _ in range(4):
        MAILS.take("ada")
    Count.objects.update(ends_at=1)
    assert not MAILS.is_over("ada")
    assert MAILS.take("ada")
    assert Count.objects.get().count == 1


@pytest.mark.django_db
def test_what_was_counted_can_be_forgotten():
    for _ in range(4):
        MAILS.take("ada")
    MAILS.clear("ada")
    assert MAILS.take("ada")


@pytest.mark.django_db
def test_ended_windows_are_deleted_and_no_others():
    MAILS.take("ada")
    Count.objects.update(ends_at=1)
    MAILS.take("grace")
    assert forget_ended() == 1
    assert Count.objects.count() == 1


@pytest.mark.django_db
def test_limits_and_callers_are_kept_apart():
    one = Limit("test-one", most=1, seconds=60)
    assert one.take("ada", "grace")
    assert one.take("adagrace")
    assert one.take("ada")
    assert Limit("test-two", most=1, seconds=60).take("ada", "grace")
    assert not one.take("ada", "grace")


@pytest.mark.django_db
def test_who_it_was_is_not_stored():
    MAILS.take("ada@example.org")
    row = Count.objects.values().get()
    assert "ada@" not in str(row)


@pytest.mark.django_db
def test_any_text_can_be_a_caller():
    for who in ("", "\x00", "٠", "\ud800".encode("utf-8", "replace").decode(), "x" * 100_000):
        assert MAILS.take(who)


@pytest.mark.django_db(transaction=True)
def test_a_count_is_taken_back_with_its_transaction():
    once = Limit("test-once", most=1, seconds=60)
    with transaction.atomic():
        assert once.take("nonce")
        transaction.set_rollback(True)
    assert once.take("nonce")


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_no_more_than_allowed_get_in():
    let_in = []

    def ask():
        while True:
            try:
                let_in.append(MAILS.take("ada"))
                break
            except OperationalError:  # SQLite in memory locks tables at once, a file would wait
                continue
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(let_in) == [False] * 9 + [True] * 3
