"""The second step: codes, recovery codes, who needs it, and what is done with codes that are replayed or made up."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from icpr.limits.models import Count
from tests.icpr.accounts.signing import (
    PASSWORD,
    code_now,
    errors,
    give_app,
    give_recovery_codes,
    is_in,
    make_account,
    sign_in,
    wrong_code,
)

pytestmark = pytest.mark.django_db
STEP = "/accounts/2fa/authenticate/"
ACTIVATE = "/accounts/2fa/totp/activate/"
CREDENTIALS = [
    "",
    "x",
    "[]",
    "null",
    "{}",
    '{"id": 5}',
    '{"id": "x", "rawId": "x", "type": "public-key", "response": {}}',
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": "e30", '
    '"authenticatorData": "AA", "signature": "AA", "userHandle": "\u0000", "attestationObject": "AA"}}',
    '{"response": 5}',
    '{"response": {"clientDataJSON": 5}}',
    '{"a": "\\ud800"}',
    '{"a":' * 3_000,
    "[" * 15_000,
    '{"a": "' + "x" * 1_000_000 + '"}',
    '{"a": 1e999}',
    "\x00",
]


def test_works(client):
    give_app(make_account())
    assert sign_in(client, next="/admin/plans/")["Location"] == STEP
    assert not is_in(client)
    page = client.get(STEP).content.decode()
    assert "Code from your app" in page
    assert "Use a passkey" not in page
    assert client.post(STEP, {"code": code_now()})["Location"] == "/admin/plans/"
    assert is_in(client)


@pytest.mark.parametrize("required", ["Publishers", "superuser", "Editors"])
def test_who_can_publish_sets_one_up_first_where_it_is_required(client, settings, required):
    settings.STAFF_SECOND_FACTOR = "required"
    make_account(is_superuser=required == "superuser", group="" if required == "superuser" else required)
    sign_in(client)
    if required == "Editors":
        assert is_in(client)
        assert "Set it up" in client.get("/accounts/").content.decode()
        return
    for path in ("/admin/", "/admin/resources/resource/", "/admin/auth/user/add/", "/admin/plans/"):
        assert client.get(path)["Location"] == "/accounts/2fa/"
        assert client.post(path)["Location"] == "/accounts/2fa/"
    assert "Choose one to go on" in client.get("/accounts/2fa/").content.decode()
    key = client.get(ACTIVATE).context["form"].secret
    answer = client.post(ACTIVATE, {"code": code_now(secret=key)})
    assert answer["Location"] == "/accounts/2fa/recovery-codes/"
    codes = client.get(answer["Location"]).context["unused_codes"]
    assert len(codes) == 10
    assert is_in(client)


def test_createsuperuser_leads_to_it(client, settings, monkeypatch):
    settings.STAFF_SECOND_FACTOR = "required"
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", interactive=False, username="ada", email="")
    sign_in(client)
    assert client.get("/admin/")["Location"] == "/accounts/2fa/"


def test_a_developer_needs_none(client):
    make_account(is_superuser=True)
    sign_in(client)
    assert is_in(client)


def test_a_recovery_code_counts_once(client):
    user = make_account()
    give_app(user)
    code = give_recovery_codes(user)[0]
    sign_in(client)
    client.post(STEP, {"code": code})
    assert is_in(client)
    other = Client()
    sign_in(other)
    assert "not right" in errors(other.post(STEP, {"code": code}))
    assert not is_in(other)


def test_a_code_of_the_app_counts_once(client):
    """Written differently too, in another process, and in the half minutes before and after, in which it still fits."""
    give_app(make_account())
    code = code_now()
    sign_in(client)
    client.post(STEP, {"code": code})
    assert is_in(client)
    for again in (code, f"{code[:3]} {code[3:]}", f"{code[:3]}-{code[3:]}", f" {code} "):
        cache.clear()
        other = Client()
        sign_in(other)
        assert "not right" in errors(other.post(STEP, {"code": again}))
        assert not is_in(other)
        Count.objects.exclude(name="second-factor-used").delete()


def test_the_code_it_was_set_up_with_does_not_sign_in(client):
    make_account()
    sign_in(client)
    key = client.get(ACTIVATE).context["form"].secret
    code = code_now(secret=key)
    client.post(ACTIVATE, {"code": code})
    other = Client()
    sign_in(other)
    assert "not right" in errors(other.post(STEP, {"code": code}))


def test_wrong_codes_are_slowed_by_the_sixth(client):
    give_app(make_account())
    sign_in(client)
    for _ in range(5):
        assert "not right" in errors(client.post(STEP, {"code": wrong_code()}))
    assert "Try again in 15 minutes" in errors(client.post(STEP, {"code": code_now()}))
    assert not is_in(client)


def test_wrong_codes_from_everywhere_together_are_bounded(client):
    """Only who has the password gets this far."""
    give_app(make_account())
    for number in range(20):
        there = Client(REMOTE_ADDR=f"198.51.100.{number}")
        sign_in(there)
        there.post(STEP, {"code": wrong_code()})
    sign_in(client)
    assert "too many" in errors(client.post(STEP, {"code": code_now()}))


@pytest.mark.parametrize("code", ["", "\x00", "1" * 100_000, "١٢٣٤٥٦", "１２３４５６", "-1", "\u202e", "1e5"])
def test_any_code_is_a_form_error(client, code):
    give_app(make_account())
    sign_in(client)
    assert client.post(STEP, {"code": code}).context["form"].errors
    assert not is_in(client)


@pytest.mark.parametrize("credential", CREDENTIALS)
def test_any_passkey_is_a_form_error(client, credential):
    user = make_account()
    give_app(user)
    sign_in(client)
    client.get(STEP)
    answer = client.post(STEP, {"credential": credential})
    assert answer.status_code == 200
    assert answer.context["webauthn_form"].errors
    client.post(STEP, {"code": code_now()})
    for path in ("/accounts/2fa/webauthn/add/", "/accounts/2fa/webauthn/reauthenticate/"):
        client.get(path)
        answer = client.post(path, {"credential": credential, "name": "x"})
        assert answer.status_code in {200, 302}
    assert not Authenticator.objects.filter(type="webauthn").exists()


def test_without_a_password_there_is_no_second_step(client):
    give_app(make_account())
    assert client.get(STEP)["Location"] == "/accounts/login/"
    assert client.post(STEP, {"code": code_now()})["Location"] == "/accounts/login/"
    assert not is_in(client)


def test_secrets_are_sealed_in_the_database(client, settings):
    user = make_account()
    app, codes = give_app(user), give_recovery_codes(user)
    assert "JBSWY3DPEHPK3PXP" not in str(Authenticator.objects.values_list("data", flat=True))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-secret-key", [settings.SECRET_KEY]
    assert app.wrap().validate_code(code_now())
    settings.SECRET_KEY_FALLBACKS = []
    assert not app.wrap().validate_code(code_now(1))
    sign_in(client)
    cache.clear()
    for code in (code_now(), codes[0]):
        assert "not right" in errors(client.post(STEP, {"code": code}))


def test_setting_one_up_ends_the_sessions_without_it(client, django_capture_on_commit_callbacks):
    make_account()
    other = Client()
    for one in (client, other):
        sign_in(one)
    key = client.get(ACTIVATE).context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        client.post(ACTIVATE, {"code": code_now(secret=key)})
    assert not is_in(other)
    assert is_in(client)


def test_removing_it_where_it_is_required_leads_back_to_setting_it_up(client, settings):
    settings.STAFF_SECOND_FACTOR = "required"
    give_app(make_account(is_superuser=True))
    sign_in(client)
    client.post(STEP, {"code": code_now()})
    assert is_in(client)
    client.post("/accounts/2fa/totp/deactivate/", {})
    assert not Authenticator.objects.exists()
    assert client.get("/admin/")["Location"] == "/accounts/2fa/"


def test_the_picture_of_the_key_is_part_of_the_page(client):
    make_account()
    sign_in(client)
    page = client.get(ACTIVATE).content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    assert client.get(ACTIVATE).context["form"].secret not in page  # each visit has a key of its own


def test_pages_with_secrets_are_not_kept(client):
    user = make_account()
    give_app(user)
    give_recovery_codes(user)
    sign_in(client)
    client.post(STEP, {"code": code_now()})
    codes = ("2fa/recovery-codes/", "2fa/recovery-codes/download/")
    for path in (*codes, "2fa/", "2fa/webauthn/add/", "sessions/", "password/change/", "reauthenticate/", "nothing/"):
        assert "no-store" in client.get(f"/accounts/{path}")["Cache-Control"], path
    Authenticator.objects.all().delete()
    assert "no-store" in client.get(ACTIVATE)["Cache-Control"]
    assert User.objects.count() == 1
