"""What the audit holds: who signed in, was refused, changed accounts or took data out; and what it never holds."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core import serializers
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from icpr.audit.models import AuditEntry, Event
from icpr.audit.recording import flush, forget_old
from tests.icpr.accounts.signing import (
    PASSWORD,
    code_now,
    give_app,
    give_recovery_codes,
    make_account,
    sign_in,
    wrong_code,
)
from tests.resources.staff import group_of

pytestmark = pytest.mark.django_db
LIST = "/admin/audit/auditentry/"
STEP = "/accounts/2fa/authenticate/"


def told(**found) -> list[str]:
    return [f"{entry.username}: {entry.subject}: {entry.detail}" for entry in AuditEntry.objects.filter(**found)]


def test_works():
    make_account("root", is_superuser=True)
    client = Client(REMOTE_ADDR="203.0.113.9")
    sign_in(client, "root")
    client.post("/accounts/logout/")
    sign_in(client, "root", "wrong-password")
    sign_in(client, "nobody-known", "wrong-password")
    assert told(event="signed-in") == ["root: : password"]
    assert told(event="signed-out") == ["root: : "]
    assert told(event="refused") == [": an unknown name: Wrong password.", ": root: Wrong password."]
    assert AuditEntry.objects.filter(event="signed-in").get().address == "203.0.113.9"
    sign_in(client, "root")
    page = client.get(LIST).content.decode()
    assert "203.0.113.9" in page
    assert "Refused" in page
    assert client.get(LIST, {"event": "refused"}).context["cl"].result_count == 2
    assert client.get(LIST, {"q": "root"}).context["cl"].result_count >= 2


def test_it_holds_no_secret(client):
    """Neither passwords, codes and keys of sessions, nor what somebody typed as a name that is not known."""
    user = make_account()
    give_app(user)
    code = give_recovery_codes(user)[0]
    typed = ["my-password-in-the-name", PASSWORD, "wrong-password", code, code_now(), wrong_code()]
    sign_in(client, typed[0])
    sign_in(client, "ada", typed[2])
    sign_in(client)
    client.post(STEP, {"code": typed[5]})
    client.post(STEP, {"code": code})
    client.post("/accounts/sessions/", {"handle": "x"})
    kept = str(list(AuditEntry.objects.values()))
    assert [word for word in [*typed, client.session.session_key] if word in kept] == []
    assert told(event="refused")[0] == ": ada: The password was right, the code was not."
    assert "recovery codes" in told(event="signed-in")[0]


def test_refusals_with_the_right_password_are_told(client):
    make_account("reader", is_staff=False)
    sign_in(client, "reader")
    assert "no staff rights" in told(event="refused")[0]


def test_changes_of_accounts_and_groups_are_told():
    root = make_account("root", is_superuser=True)
    client = Client()
    sign_in(client, "root")
    AuditEntry.objects.all().delete()
    new = {"username": "grace", "password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
    client.post("/admin/auth/user/add/", new)
    grace = User.objects.get(username="grace")
    joined = {"date_joined_0": "2026-01-01", "date_joined_1": "00:00", "last_login_0": "", "last_login_1": ""}
    editors = group_of("Editors")
    permission = Permission.objects.get(codename="view_logentry")
    readers = Group.objects.create(name="Readers")
    readers.permissions.add(permission)
    data = {"username": "grace", "is_staff": "on", "is_active": "on", "groups": editors.pk} | joined
    client.post(f"/admin/auth/user/{grace.pk}/change/", data | {"user_permissions": permission.pk})
    client.post(
        f"/admin/auth/user/{grace.pk}/password/",
        new | {"password1": "another-passphrase", "password2": "another-passphrase"},
    )
    client.post(f"/admin/auth/group/{readers.pk}/change/", {"name": "Lectors"})
    client.post(f"/admin/auth/user/{grace.pk}/delete/", {"post": "yes"})
    said = "\n".join(told(event__in=["account", "group"]))
    assert "root: grace: made" in said
    assert "root: grace: is_staff: False → True" in said
    assert "root: grace: groups added: Editors" in said
    assert "permissions added: Administration" in said
    assert "root: grace: new password" in said
    assert "root: Lectors: name: Readers → Lectors" in said
    assert "root: Lectors: permissions removed: Administration" in said
    assert "root: grace: deleted" in said
    assert root.username == "root"


def test_what_is_done_at_the_machine_is_told_without_a_name():
    user = make_account()
    user.is_superuser = True
    user.save()
    assert told(event="account") == [": ada: is_superuser: False → True", ": ada: made"]


def test_whatever_way_it_is_done():
    """By a command, by a group's members, all at once, or from a file of rows."""
    call_command("createsuperuser", "--no-input", username="root", email="root@example.org", verbosity=0)
    ada, editors = make_account(), group_of("Editors")
    editors.user_set.add(ada)
    ada.groups.clear()
    ada.is_active = False
    ada.save()
    user = {"model": "auth.user", "fields": {"username": "eve", "password": "!", "date_joined": "2026-01-01T00:00:00Z"}}
    for row in serializers.deserialize("json", json.dumps([user])):
        row.save()
    User.objects.filter(username="eve").delete()
    assert told(event__in=["account", "group"])[::-1] == [
        ": root: made; a superuser",
        ": ada: made",
        ": Editors: users added: ada",
        ": ada: groups removed: Editors",
        ": ada: is_active: True → False",
        ": eve: read from a file of rows",
        ": eve: deleted",
    ]


def test_second_factors_are_told(client, django_capture_on_commit_callbacks):
    make_account()
    sign_in(client)
    key = client.get("/accounts/2fa/totp/activate/").context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/2fa/totp/activate/", {"code": code_now(secret=key)})
        client.post("/accounts/2fa/recovery-codes/generate/")
        client.post("/accounts/2fa/totp/deactivate/", {})
    said = "\n".join(told(event="second-factor"))
    for done in ("an authenticator app added", "recovery codes made anew", "an authenticator app removed"):
        assert f"ada: ada: {done}" in said


def test_exports_are_told(client):
    make_account("root", is_superuser=True)
    sign_in(client, "root")
    client.get("/admin/pillars/finding/export/")
    client.get("/admin/pillars/recommendation/export-all/")
    client.get("/admin/plans/?format=csv")
    flush()  # as the thread of the server does
    assert sorted(told(event="export")) == [
        "root: findings: 0 lines",
        "root: items: 0 lines",
        "root: numbers of plans: ",
    ]


def test_ended_sessions_are_told(client):
    make_account()
    other = Client(REMOTE_ADDR="203.0.113.9")
    for one in (client, other):
        sign_in(one)
    from icpr.accounts.models import Session

    client.post("/accounts/sessions/", {"handle": Session.objects.get(address="203.0.113.9").handle})
    assert told(event="session") == ["ada: ada: From 203.0.113.9."]


def test_nobody_changes_it(client):
    make_account("root", is_superuser=True)
    sign_in(client, "root")
    pk = AuditEntry.objects.latest("pk").pk
    assert client.get(f"{LIST}{pk}/change/").status_code == 200
    for path in (f"{LIST}add/", f"{LIST}{pk}/delete/"):
        assert client.get(path).status_code == 403
    before = AuditEntry.objects.count()
    client.post(f"{LIST}{pk}/change/", {"detail": "nothing happened"})
    client.post(LIST, {"action": "delete_selected", "_selected_action": pk, "post": "yes"})
    assert AuditEntry.objects.count() == before
    assert not AuditEntry.objects.filter(detail="nothing happened").exists()


def test_only_administrators_read_it(client):
    make_account(group="Publishers")
    sign_in(client)
    assert client.get(LIST).status_code == 403


def test_it_is_kept_400_days():
    for days in (399, 401):
        AuditEntry.objects.create(event=Event.EXPORT, at=timezone.now() - timedelta(days=days), detail=str(days))
    assert forget_old() == 1
    assert [entry.detail for entry in AuditEntry.objects.all()] == ["399"]


def test_it_outlives_the_account(client):
    ada = make_account()
    sign_in(client)
    ada.delete()
    assert told(event="signed-in") == ["ada: : password"]
