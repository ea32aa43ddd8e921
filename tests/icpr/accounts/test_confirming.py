"""Changing accounts and groups in the admin: asked again who one is, and a lost device."""

import time

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.test import Client

from icpr.audit.models import AuditEntry
from tests.icpr.accounts.signing import PASSWORD, errors, give_app, give_recovery_codes, is_in, make_account, sign_in
from tests.resources.staff import group_of

pytestmark = pytest.mark.django_db
ADD = "/admin/auth/user/add/"
SENSITIVE = [ADD, "/admin/auth/group/add/", "/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/"]
ASKED = "/accounts/reauthenticate/?next="
HOUR = 3_600


@pytest.fixture
def root(client) -> Client:
    make_account("root", is_superuser=True)
    sign_in(client, "root")
    return client


def later(client: Client, seconds: int) -> None:
    """Let it be so long ago that they said who they are."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] = time.time() - seconds
    session.save()


def test_works(root):
    assert root.get(ADD).status_code == 200
    later(root, 700)
    answer = root.get(ADD)
    assert answer["Location"] == "/accounts/reauthenticate/?next=%2Fadmin%2Fauth%2Fuser%2Fadd%2F"
    assert root.post(answer["Location"], {"password": PASSWORD, "next": ADD})["Location"] == ADD
    assert root.get(ADD).status_code == 200


@pytest.mark.parametrize("path", SENSITIVE)
def test_every_sensitive_page_asks(root, path):
    later(root, 700)
    assert root.get(path)["Location"].startswith(ASKED)


def test_looking_does_not_ask(root):
    later(root, 700)
    pk = User.objects.get().pk
    for path in (
        "/admin/auth/user/",
        f"/admin/auth/user/{pk}/history/",
        "/admin/auth/group/",
        "/admin/audit/auditentry/",
    ):
        assert root.get(path).status_code == 200
    for path in (f"{pk}/change/", f"{pk}/password/", f"{pk}/delete/", f"{pk}/reset-second-factor/"):
        assert root.get(f"/admin/auth/user/{path}")["Location"].startswith(ASKED)


def test_a_form_opened_in_time_may_take_an_hour(root):
    new = {"username": "grace", "password1": "another-passphrase", "password2": "another-passphrase"}
    later(root, HOUR - 60)
    root.post(ADD, new | {"usable_password": "true"})
    assert User.objects.filter(username="grace").exists()
    later(root, HOUR + 60)
    answer = root.post(ADD, new | {"username": "alan"}, follow=True)
    assert "Nothing was changed yet" in answer.content.decode()
    assert not User.objects.filter(username="alan").exists()


def test_deleting_from_the_list_asks(root):
    make_account("grace")
    later(root, HOUR + 60)
    chosen = {"action": "delete_selected", "_selected_action": User.objects.get(username="grace").pk, "post": "yes"}
    assert root.post("/admin/auth/user/", chosen)["Location"].startswith(ASKED)
    assert User.objects.count() == 2


def test_a_wrong_password_opens_nothing(root):
    later(root, 700)
    assert "The password is not right." in errors(root.post("/accounts/reauthenticate/", {"password": "wrong"}))
    assert root.get(ADD)["Location"].startswith(ASKED)


def test_nobody_is_asked_who_is_not_signed_in(client):
    assert client.get(ADD)["Location"] == f"/admin/login/?next={ADD}"


def test_forms_of_accounts_and_groups_work(root):
    grace = make_account("grace")
    publishers = group_of("Publishers")
    page = root.get(f"/admin/auth/user/{grace.pk}/change/").content.decode()
    assert "nothing yet" in page
    data = {
        "username": "grace",
        "is_active": "on",
        "is_staff": "on",
        "groups": publishers.pk,
        "last_login_0": "",
        "last_login_1": "",
        "date_joined_0": "2026-01-01",
        "date_joined_1": "00:00",
    }
    assert root.post(f"/admin/auth/user/{grace.pk}/change/", data).status_code == 302
    assert list(grace.groups.all()) == [publishers]
    assert root.post(f"/admin/auth/group/{publishers.pk}/change/", {"name": "Publishers"}).status_code == 302
    new = {"password1": "another-passphrase", "password2": "another-passphrase", "usable_password": "true"}
    assert root.post(f"/admin/auth/user/{grace.pk}/password/", new).status_code == 302
    other = Client()
    sign_in(other, "grace", "another-passphrase")
    assert is_in(other)


@pytest.mark.parametrize("username", ["\x00", "x" * 1_000_000, "gr\x00ace"])
def test_any_name_of_a_new_account_is_a_form_error(root, username):
    new = {"username": username, "password1": "another-passphrase", "password2": "another-passphrase"}
    answer = root.post(ADD, new)
    assert answer.status_code == 200
    assert User.objects.count() == 1


def test_secrets_of_second_factors_are_not_in_the_admin(root):
    for path in ("/admin/mfa/authenticator/", "/admin/account/emailaddress/", "/admin/accounts/session/"):
        assert root.get(path).status_code == 404


class TestALostDevice:
    @pytest.fixture
    def grace(self) -> User:
        grace = make_account("grace")
        give_app(grace)
        give_recovery_codes(grace)
        return grace

    def test_works(self, root, grace):
        change = root.get(f"/admin/auth/user/{grace.pk}/change/").content.decode()
        assert "an authenticator app, since" in change
        path = f"/admin/auth/user/{grace.pk}/reset-second-factor/"
        assert "reset-second-factor/" in change
        assert "Make sure that it is grace" in root.get(path).content.decode()
        assert Authenticator.objects.count() == 2
        answer = root.post(path, follow=True)
        assert "signs in with the password alone" in answer.content.decode()
        assert not Authenticator.objects.exists()
        entry = AuditEntry.objects.filter(event="second-factor").get()
        assert (entry.username, entry.subject) == ("root", "grace")
        assert "authenticator app" in entry.detail
        other = Client()
        sign_in(other, "grace")
        assert is_in(other)

    def test_it_ends_their_sessions(self, root, grace):
        other = Client()
        other.force_login(grace)
        root.post(f"/admin/auth/user/{grace.pk}/reset-second-factor/")
        assert not is_in(other)

    def test_only_who_administers_accounts_may(self, client, grace):
        make_account("ada", group="Publishers")
        sign_in(client)
        for method in (client.get, client.post):
            assert method(f"/admin/auth/user/{grace.pk}/reset-second-factor/").status_code == 403
        assert Authenticator.objects.exists()

    def test_nobody_below_resets_a_superuser(self, client, grace):
        from django.contrib.auth.models import Permission

        make_account("ada").user_permissions.set(Permission.objects.filter(codename__in=["change_user", "view_user"]))
        User.objects.filter(pk=grace.pk).update(is_superuser=True)
        sign_in(client)
        assert client.post(f"/admin/auth/user/{grace.pk}/reset-second-factor/").status_code == 403
        assert Authenticator.objects.exists()

    def test_an_account_that_is_not_there(self, root):
        assert root.get("/admin/auth/user/99999/reset-second-factor/").status_code == 404
