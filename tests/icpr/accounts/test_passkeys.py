"""Passkeys as the second step: those of this site, and all others."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from icpr.limits.models import Count
from tests.icpr.accounts.passkeys import Passkey
from tests.icpr.accounts.signing import is_in, make_account, sign_in

pytestmark = pytest.mark.django_db
ADD, STEP = "/accounts/2fa/webauthn/add/", "/accounts/2fa/authenticate/"


@pytest.fixture
def passkey(client) -> Passkey:
    """The passkey of ada, who is signed in with `client`."""
    make_account()
    sign_in(client)
    passkey = Passkey()
    answer = client.post(ADD, {"name": "work laptop", "credential": passkey.register(options(client, ADD))})
    assert answer["Location"] == "/accounts/2fa/recovery-codes/"
    return passkey


def options(client: Client, path: str) -> dict:
    return client.get(path).context["js_data"]


def at_the_second_step() -> Client:
    client = Client()
    assert sign_in(client)["Location"] == STEP
    return client


def test_works(passkey, client):
    assert Authenticator.objects.filter(type="webauthn").count() == 1
    assert "work laptop" in client.get("/accounts/2fa/webauthn/").content.decode()
    other = at_the_second_step()
    assert "Use a passkey" in other.get(STEP).content.decode()
    assert other.post(STEP, {"credential": passkey.sign(options(other, STEP))})["Location"] == "/admin/"
    assert is_in(other)


@pytest.mark.parametrize(
    "where",
    [
        {"origin": "https://evil.example", "site": "evil.example"},
        {"origin": "https://evil.example"},
        {"site": "evil.example"},
        {"origin": "http://testserver"},
        {"origin": "https://testserver.evil.example"},
    ],
)
def test_a_passkey_of_another_site_opens_nothing(passkey, where):
    client = at_the_second_step()
    answer = client.post(STEP, {"credential": passkey.sign(options(client, STEP), **where)})
    assert "not right" in answer.content.decode()
    assert not is_in(client)


def test_nor_is_one_added(client):
    make_account()
    sign_in(client)
    said = Passkey().register(options(client, ADD), origin="https://evil.example", site="evil.example")
    assert client.post(ADD, {"name": "x", "credential": said}).status_code == 200
    assert not Authenticator.objects.exists()


def test_what_was_said_once_counts_once(passkey):
    client = at_the_second_step()
    said = passkey.sign(options(client, STEP))
    client.post(STEP, {"credential": said})
    assert is_in(client)
    other = at_the_second_step()
    other.get(STEP)
    assert "not right" in other.post(STEP, {"credential": said}).content.decode()
    assert not is_in(other)


def test_the_passkey_of_somebody_else_opens_nothing(passkey):
    client = at_the_second_step()
    stranger = Passkey()
    assert "not right" in client.post(STEP, {"credential": stranger.sign(options(client, STEP))}).content.decode()
    stranger.id = passkey.id
    assert "not right" in client.post(STEP, {"credential": stranger.sign(options(client, STEP))}).content.decode()
    assert not is_in(client)


def test_wrong_passkeys_are_slowed_by_the_sixth(passkey):
    client = at_the_second_step()
    for _ in range(5):
        client.post(STEP, {"credential": Passkey().sign(options(client, STEP))})
    answer = client.post(STEP, {"credential": passkey.sign(options(client, STEP))})
    assert "too many wrong tries" in answer.content.decode()
    Count.objects.update(ends_at=1)
    client.post(STEP, {"credential": passkey.sign(options(client, STEP))})
    assert is_in(client)


def test_it_can_be_renamed_and_removed(passkey, client):
    pk = Authenticator.objects.get(type="webauthn").pk
    client.post(f"/accounts/2fa/webauthn/keys/{pk}/edit/", {"name": "old laptop"})
    assert "old laptop" in client.get("/accounts/2fa/webauthn/").content.decode()
    for name in ("", "x" * 1_000, "\x00"):
        assert client.post(f"/accounts/2fa/webauthn/keys/{pk}/edit/", {"name": name}).status_code == 200
    assert "Remove the passkey" in client.get(f"/accounts/2fa/webauthn/keys/{pk}/remove/").content.decode()
    client.post(f"/accounts/2fa/webauthn/keys/{pk}/remove/")
    assert not Authenticator.objects.exists()  # and its recovery codes went with it


def test_nobody_touches_the_passkey_of_another(passkey):
    pk = Authenticator.objects.get(type="webauthn").pk
    make_account("grace")
    client = Client()
    sign_in(client, "grace")
    for path in ("edit", "remove"):
        assert client.post(f"/accounts/2fa/webauthn/keys/{pk}/{path}/", {"name": "mine"}).status_code == 404
