"""Sessions end: unused, after a week, at a change of password, when an account is switched off, or when told to."""

import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.backends.base import UpdateError
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.utils import timezone

from icpr.accounts import second_factor
from icpr.accounts.models import Session
from icpr.accounts.sessions import ABSOLUTE, BEFORE_SIGN_IN, IDLE, SessionStore
from icpr.lib.database.lock_timeout import impatient
from tests.icpr.accounts.signing import LOGIN, PASSWORD, code_now, give_app, is_in, make_account, sign_in

pytestmark = pytest.mark.django_db
PAGE = "/accounts/sessions/"
STEP = "/accounts/2fa/authenticate/"
MINUTE = timedelta(minutes=1)


def signed_in(username: str = "ada", **more) -> Client:
    client = Client(**more)
    sign_in(client, username)
    assert is_in(client)
    return client


def age(**times) -> None:
    """Let times of the sessions lie in the past."""
    for name, ago in times.items():
        Session.objects.update(**{name: timezone.now() - ago})


def test_works():
    ada = make_account()
    client = signed_in(headers={"User-Agent": "Firefox \x00" + "x" * 900}, REMOTE_ADDR="203.0.113.9")
    session = Session.objects.get()
    assert (session.user, session.address) == (ada, "203.0.113.9")
    assert session.browser.startswith("Firefox x")
    assert abs(session.expire_date - session.seen_at - IDLE) < MINUTE
    page = client.get(PAGE).content.decode()
    assert "203.0.113.9" in page
    assert "this one" in page
    assert session.session_key not in page


def test_use_puts_the_end_off_every_five_minutes_at_most():
    make_account()
    client = signed_in()
    seen = Session.objects.get().seen_at
    is_in(client)
    assert Session.objects.get().seen_at == seen
    age(seen_at=6 * MINUTE)
    Session.objects.update(expire_date=timezone.now() + MINUTE)
    is_in(client)
    session = Session.objects.get()
    assert timezone.now() - session.seen_at < MINUTE
    assert session.expire_date - timezone.now() > IDLE - MINUTE


def test_a_page_that_only_reads_writes_nothing(django_assert_num_queries):
    make_account()
    client = signed_in()
    with connection.execute_wrapper(refuse_to_write):
        assert is_in(client)


def refuse_to_write(execute, sql, params, many, context):
    assert not sql.startswith(("INSERT", "UPDATE", "DELETE")), sql
    return execute(sql, params, many, context)


def test_a_session_ends_after_seven_days_however_much_it_is_used():
    make_account()
    client = signed_in()
    session = client.session
    session["started_at"] = (timezone.now() - ABSOLUTE + MINUTE).isoformat()
    session.save()
    assert Session.objects.get().expire_date - timezone.now() <= MINUTE
    age(seen_at=6 * MINUTE)
    is_in(client)
    assert Session.objects.get().expire_date - timezone.now() <= MINUTE


def test_an_ended_session_is_none_and_is_deleted_in_time():
    make_account()
    client = signed_in()
    age(expire_date=MINUTE)
    assert not is_in(client)
    assert Session.objects.filter(expire_date__lt=timezone.now()).exists()
    call_command("run_due", "forget-sessions")
    assert not Session.objects.filter(expire_date__lt=timezone.now()).exists()


def test_a_stolen_session_ends_with_a_change_of_password():
    make_account()
    client, thief = signed_in(), Client()
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    elsewhere = signed_in()
    assert is_in(thief)
    new = {"oldpassword": PASSWORD, "password1": "another-passphrase", "password2": "another-passphrase"}
    assert client.post("/accounts/password/change/", new)["Location"]
    assert is_in(client)
    assert not is_in(thief)
    assert not is_in(elsewhere)
    assert Session.objects.signed_in().count() == 1


@pytest.mark.parametrize("change", ["new password", "switched off", "second factor reset"])
def test_a_sign_in_that_is_half_done_ends_too(client, change):
    ada = make_account()
    give_app(ada)
    assert sign_in(client)["Location"] == STEP
    assert not Session.objects.signed_in().exists()
    if change == "new password":
        ada.set_password("another-passphrase")
        ada.save()
    elif change == "switched off":
        ada.is_active = False
        ada.save()
    else:
        second_factor.reset(ada, None)
    assert client.post(STEP, {"code": code_now()})["Location"] == LOGIN
    assert client.get(LOGIN).status_code == 200  # and does not lead back to the second step
    assert not is_in(client)


def test_a_sign_in_that_is_half_done_is_no_session_to_list(client):
    ada = make_account(pk=1_000)  # which allauth writes in its own way
    give_app(ada)
    sign_in(client)
    session = Session.objects.get()
    assert session.user == ada
    assert session.expire_date - timezone.now() < BEFORE_SIGN_IN + MINUTE
    assert not Session.objects.signed_in().exists()


def test_an_account_without_password_has_none_to_change(client):
    ada = make_account()
    ada.set_unusable_password()
    ada.save()
    client.force_login(ada)
    answer = client.get("/accounts/password/change/", follow=True)
    assert answer.redirect_chain == [("/accounts/", 302)]
    assert "has no password to change" in answer.content.decode()


def test_signing_out_ends_a_copied_session_too():
    make_account()
    client, thief = signed_in(), Client()
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    client.post("/accounts/logout/")
    assert not is_in(thief)


def test_the_key_of_before_sign_in_is_not_used_after(client):
    make_account()
    client.get("/accounts/login/")
    before = client.session.session_key
    client.session.save()
    sign_in(client)
    assert client.session.session_key != before


def test_an_account_that_is_switched_off_is_out_at_once():
    ada = make_account()
    client = signed_in()
    ada.is_active = False
    ada.save()
    assert not is_in(client)
    assert not Session.objects.signed_in().exists()
    User.objects.update(is_active=True)
    client = signed_in()
    User.objects.update(is_active=False)  # behind the back of every signal
    assert not is_in(client)


def test_staff_see_and_end_their_own():
    make_account("ada")
    make_account("grace")
    ada, other, grace = signed_in("ada"), signed_in("ada"), signed_in("grace")
    page = ada.get(PAGE).content.decode()
    assert "grace" not in page
    of_grace = Session.objects.get(user__username="grace").handle
    ada.post(PAGE, {"handle": of_grace})
    assert is_in(grace)
    ada.post(PAGE, {"handle": Session.objects.get(session_key=other.session.session_key).handle})
    assert not is_in(other)
    assert is_in(ada)


def test_superusers_see_and_end_all():
    make_account("root", is_superuser=True)
    make_account("grace")
    root, grace = signed_in("root"), signed_in("grace")
    assert PAGE in root.get("/admin/").content.decode()
    assert PAGE not in grace.get("/admin/").content.decode()
    assert "grace" in root.get(PAGE).content.decode()
    answer = root.post(PAGE, {"handle": Session.objects.get(user__username="grace").handle}, follow=True)
    assert "A session of grace was ended." in answer.content.decode()
    assert not is_in(grace)


@pytest.mark.parametrize("handle", ["", "\x00", "x" * 100_000, "é"])
def test_a_session_that_is_not_there_ends_nothing(handle):
    make_account()
    client = signed_in()
    assert client.post(PAGE, {"handle": handle}).status_code == 302
    assert is_in(client)


def test_nobody_else_sees_the_page(client):
    assert client.get(PAGE)["Location"].startswith("/accounts/login/")
    assert client.post(PAGE)["Location"].startswith("/accounts/login/")


def test_cookies_are_bound_to_the_host_where_there_is_https(settings):
    settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE = "__Host-sessionid", True
    make_account()
    client = Client()
    cookie = sign_in(client, secure=True).cookies["__Host-sessionid"]
    assert cookie["secure"]
    assert cookie["httponly"]
    assert cookie["path"] == "/"
    assert not cookie["domain"]
    assert cookie["samesite"] == "Lax"


def test_deleting_an_account_shows_no_key_of_a_session():
    root = make_account("root", is_superuser=True)
    make_account("grace")
    client, grace = signed_in("root"), signed_in("grace")
    page = client.get(f"/admin/auth/user/{User.objects.get(username='grace').pk}/delete/").content.decode()
    assert "grace" in page
    assert grace.session.session_key not in page
    client.post(f"/admin/auth/user/{User.objects.get(username='grace').pk}/delete/", {"post": "yes"})
    assert list(User.objects.all()) == [root]
    assert not is_in(grace)


def test_what_is_not_urgent_does_not_fail_a_page():
    from django.db import OperationalError

    with impatient():
        raise OperationalError("database is locked")


@pytest.mark.django_db(transaction=True)
def test_a_busy_database_is_not_taken_for_a_session_that_ended():
    """The one is answered with 503, the other with 400: somebody would be told that the form was wrong."""
    make_account()
    signed_in()
    store = SessionStore(Session.objects.get().pk)
    store["typed"] = "much"
    held, saved = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            Session.objects.update(seen_at=timezone.now())
            held.set()
            saved.wait(30)
        connection.close()

    other = threading.Thread(target=hold)
    other.start()
    held.wait(30)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET lock_timeout = '50ms'")
        with pytest.raises(OperationalError):
            store.save()
    saved.set()
    other.join()
    store.save()
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        store.save()
    connection.close()
