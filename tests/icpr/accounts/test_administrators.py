"""Administrators keep accounts and groups; superusers stand above them, and roles are not theirs to change by hand."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from icpr.accounts.models import RoleGroup
from tests.icpr.accounts.signing import PASSWORD, make_account, sign_in
from tests.resources.staff import fields_of, group_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    make_account("ada", group="Administrators")
    client = Client()
    sign_in(client)
    return client


def change(user: User) -> str:
    return f"/admin/auth/user/{user.pk}/change/"


def test_works(client):
    page = client.get("/admin/auth/user/add/")
    assert page.status_code == 200
    new = {"username": "grace", "password1": PASSWORD + "x", "password2": PASSWORD + "x", "usable_password": "true"}
    assert client.post("/admin/auth/user/add/", new).status_code == 302
    grace = User.objects.get(username="grace")
    data = fields_of(client.get(change(grace)).content)
    editors = group_of("Editors")
    assert client.post(change(grace), data | {"groups": [editors.pk], "is_staff": "on"}).status_code == 302
    assert list(grace.groups.all()) == [editors]
    assert "Who is signed in" in client.get("/admin/").content.decode()
    assert "ada" in client.get("/accounts/sessions/").content.decode()


def test_nobody_makes_a_superuser_but_a_superuser(client):
    grace, ada = make_account("grace"), User.objects.get(username="ada")
    for user in (grace, ada):
        data = fields_of(client.get(change(user)).content)
        assert "is_superuser" not in data
        client.post(change(user), data | {"is_superuser": "on"})
        user.refresh_from_db()
        assert not user.is_superuser


def test_a_superuser_is_not_theirs_to_change(client):
    root = make_account("root", is_superuser=True)
    assert client.get(change(root)).status_code == 200
    for page in ("change", "password", "delete", "reset-second-factor"):
        new = {"password1": "another-passphrase", "password2": "another-passphrase", "post": "yes"}
        assert client.post(f"/admin/auth/user/{root.pk}/{page}/", new).status_code == 403
    client.post("/admin/auth/user/", {"action": "delete_selected", "_selected_action": root.pk, "post": "yes"})
    assert User.objects.get(username="root").check_password(PASSWORD)


def test_the_group_of_a_role_is_shown_and_not_changed(client):
    editors = group_of("Editors")
    before = editors.permissions.count()
    address = f"/admin/auth/group/{editors.pk}/change/"
    page = client.get(address).content.decode()
    assert "Editor: writes and changes records" in page
    assert "<div>tags: add, change, see</div>" in page
    assert client.post(address, fields_of(client.get(address).content) | {"name": "Redaktion"}).status_code == 302
    assert (Group.objects.get(pk=editors.pk).name, editors.permissions.count()) == ("Redaktion", before)
    assert client.post(f"/admin/auth/group/{editors.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post("/admin/auth/group/", {"action": "delete_selected", "_selected_action": editors.pk, "post": "yes"})
    assert RoleGroup.objects.get(role="Editor").group == editors


def test_a_group_made_by_hand_is_theirs(client):
    data = fields_of(client.get("/admin/auth/group/add/").content) | {"name": "Readers"}
    assert client.post("/admin/auth/group/add/", data).status_code == 302
    readers = Group.objects.get(name="Readers")
    assert "none: made by hand" in client.get("/admin/auth/group/").content.decode()
    assert client.post(f"/admin/auth/group/{readers.pk}/delete/", {"post": "yes"}).status_code == 302


def test_they_need_a_second_factor(client, settings):
    settings.STAFF_SECOND_FACTOR = "required"
    assert client.get("/admin/")["Location"] == "/accounts/2fa/"
    assert client.get("/admin/").status_code == 302


def test_the_list_of_groups_asks_a_fixed_number(client, django_assert_max_num_queries):
    for number in range(10):
        Group.objects.create(name=f"Group {number}")
    with django_assert_max_num_queries(14):
        client.get("/admin/auth/group/")
