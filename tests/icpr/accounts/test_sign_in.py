"""Signing in with a password: who gets in, where to, and what everybody else is told."""

import statistics
import time

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from icpr.accounts import hashing
from tests.icpr.accounts.signing import LOGIN, PASSWORD, errors, is_in, make_account, sign_in

pytestmark = pytest.mark.django_db
WRONG = "The username or the password is not right."


def test_works(client):
    make_account()
    answer = client.get("/admin/resources/resource/?q=x")
    answer = client.get(answer["Location"])
    assert answer["Location"] == "/accounts/login/?next=%2Fadmin%2Fresources%2Fresource%2F%3Fq%3Dx"
    page = client.get(answer["Location"]).content.decode()
    assert 'value="/admin/resources/resource/?q=x"' in page
    assert sign_in(client, next="/admin/resources/resource/?q=x")["Location"] == "/admin/resources/resource/?q=x"
    assert is_in(client)


@pytest.mark.parametrize(
    "next", ["", "https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\x00"]
)
def test_without_a_page_of_ours_to_go_to_it_leads_to_the_staff_pages(client, next):
    make_account()
    answer = sign_in(client, next=next)
    assert answer["Location"] == "/admin/"


def test_the_old_address_does_not_lead_elsewhere(client):
    location = client.get("/admin/login/?next=https://evil.example/")["Location"]
    assert location.startswith("/accounts/login/?next=%2Fadmin%2F")
    make_account()
    sign_in(client)
    assert client.get("/admin/login/?next=https://evil.example/")["Location"] == "/admin/"
    assert client.get(f"{LOGIN}?next=/admin/plans/")["Location"] == "/admin/plans/"
    assert client.post("/admin/login/", {"username": "ada", "password": PASSWORD}).status_code in {302, 200}


def test_the_old_address_takes_no_password(client):
    make_account()
    client.post("/admin/login/", {"username": "ada", "password": PASSWORD})
    assert not is_in(client)


def test_signing_out_needs_a_form(client):
    make_account()
    sign_in(client)
    assert client.get("/accounts/logout/").status_code == 200
    assert is_in(client)
    assert client.post("/accounts/logout/")["Location"] == LOGIN
    assert not is_in(client)


def test_nobody_signs_up_and_nothing_else_of_allauth_has_an_address(client):
    for path in ("signup/", "email/", "password/reset/", "password/set/", "confirm-email/", "inactive/", "profile/"):
        assert client.get(f"/accounts/{path}").status_code == 404
    with pytest.raises(ValidationError):
        validate_password("short-pass1")


@pytest.mark.parametrize(
    ("password", "reason"),
    [("eleven-char", "12"), ("123456789012", "numeric"), ("password1234", "common"), ("adalovelace-1", "similar")],
)
def test_new_passwords_are_long_and_uncommon(password, reason):
    with pytest.raises(ValidationError) as caught:
        validate_password(password, User(username="adalovelace"))
    assert reason in str(caught.value)


def test_known_and_unknown_names_answer_alike(client, hashed):
    """And so do accounts that are switched off or without staff rights, to who does not know the password."""
    make_account("ada")
    make_account("off", is_active=False)
    make_account("reader", is_staff=False)
    make_account("none", password=None)
    said = set()
    for name in ("ada", "off", "reader", "none", "nobody"):
        found = []
        assert hashed(lambda name=name, found=found: found.append(sign_in(client, name, "wrong-password"))) == 1, name
        page = found[0].content.decode()
        assert WRONG in page
        assert found[0].status_code == 200
        said.add(page.replace(f'value="{name}"', "").replace(str(found[0].context["csrf_token"]), ""))
    assert len(said) == 1


def test_they_take_the_same_time(client, settings):
    settings.PASSWORD_HASHERS = ["icpr.accounts.hashing.PacedPasswordHasher"]
    make_account("ada")
    times = {name: [] for name in ("ada", "nobody")}
    for _ in range(3):
        for name, taken in times.items():
            began = time.monotonic()
            sign_in(client, name, "wrong-password")
            taken.append(time.monotonic() - began)
    known, unknown = (statistics.median(taken) for taken in times.values())
    assert 0.5 < known / unknown < 2  # a hash against none is a hundredfold


def test_an_account_without_staff_rights_is_told_what_is_missing(client):
    make_account(is_staff=False)
    said = errors(sign_in(client))
    assert "no staff rights" in said
    assert "administrator" in said
    assert not is_in(client)


def test_an_account_that_is_switched_off_is_told_so(client):
    make_account(is_active=False)
    assert "switched off" in errors(sign_in(client))
    assert not is_in(client)


def test_a_short_password_of_old_still_works(client):
    make_account(password="short")
    sign_in(client, password="short")
    assert is_in(client)


@pytest.mark.parametrize(
    "name", ["\x00", "ada\x00", "x" * 1_000_000, "", " ", "\u202e", "😀" * 151, "%", "ada' OR 1=1--"]
)
def test_any_name_is_a_form_error(client, name):
    answer = sign_in(client, name)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert len(answer.content) < 20_000


@pytest.mark.parametrize("password", ["\x00", "x" * 1_000_000, "", "\ud800".encode("utf-8", "replace").decode()])
def test_any_password_is_a_form_error(client, password):
    make_account()
    answer = sign_in(client, "ada", password)
    assert answer.context["form"].errors
    assert not is_in(client)


def test_names_are_recognized_however_they_are_written(client):
    make_account("ada")
    sign_in(client, " ＡＤＡ ")
    assert is_in(client)


def test_a_form_without_its_token_is_refused():
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client).status_code == 403


def test_busy_is_told_and_costs_no_try(client):
    make_account()
    with hashing.place():  # this thread holds one; take the other, and the one who waits
        pass
    taken = [hashing._room.acquire(blocking=False) for _ in range(9)]
    try:
        for _ in range(7):
            answer = sign_in(client)
            assert answer.status_code == 429
            assert answer["Retry-After"]
            assert "Nothing was checked" in answer.content.decode()
    finally:
        for _ in filter(None, taken):
            hashing._room.release()
    sign_in(client)
    assert is_in(client)


def test_hashes_are_those_of_django():
    assert make_password("x").startswith("pbkdf2_sha256$")
