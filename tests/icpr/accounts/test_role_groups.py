"""The groups of the roles are equal to the table after `migrate`; what administrators made by hand stays theirs."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command

from icpr.accounts import role_groups
from icpr.accounts.models import RoleGroup
from icpr.audit.models import AuditEntry
from icpr.roles import ROLES

pytestmark = pytest.mark.django_db


def held(group: Group) -> set[str]:
    every = group.permissions.values_list("content_type__app_label", "codename")
    return {f"{label}.{codename}" for label, codename in every}


def told() -> list[str]:
    return [f"{entry.subject}: {entry.detail}" for entry in AuditEntry.objects.filter(event="group")]


def test_works():
    assert not AuditEntry.objects.exists()  # a library without staff
    assert {each.role: each.group.name for each in RoleGroup.objects.all()} == {
        "Contributor": "Contributors",
        "Editor": "Editors",
        "Publisher": "Publishers",
        "Taxonomist": "Taxonomists",
        "Administrator": "Administrators",
    }
    for each in RoleGroup.objects.select_related("group"):
        assert held(each.group) == ROLES[each.role].permissions


def test_a_change_by_hand_is_put_back_and_told():
    editors = Group.objects.get(name="Editors")
    User.objects.create_user("ada")
    wrong = Permission.objects.get(codename="publish_resource")
    role_groups.Through.objects.create(group=editors, permission=wrong)
    editors.permissions.through.objects.filter(group=editors, permission__codename="add_tag").delete()
    call_command("migrate", verbosity=0)
    assert held(editors) == ROLES["Editor"].permissions
    assert told() == [
        "Editors: as the table of roles says: added: resources.add_tag; removed: resources.publish_resource"
    ]
    role_groups.lay()
    assert len(told()) == 1


def test_members_and_name_stay():
    editors, ada = Group.objects.get(name="Editors"), User.objects.create_user("ada")
    ada.groups.add(editors)
    Group.objects.filter(pk=editors.pk).update(name="Redaktion")
    role_groups.lay()
    assert [group.name for group in ada.groups.all()] == ["Redaktion"]
    assert not Group.objects.filter(name="Editors").exists()


def test_a_group_made_by_hand_is_left_alone():
    """Also one that was called like a role before that came: its members must not become administrators."""
    view = Permission.objects.get(codename="view_topic")
    readers = Group.objects.create(name="Readers")
    readers.permissions.set([view])
    Group.objects.filter(name="Administrators").delete()
    mine = Group.objects.create(name="Administrators")
    mine.permissions.set([view])
    role_groups.lay()
    assert held(readers) == held(mine) == {"pillars.view_topic"}
    assert RoleGroup.objects.get(role="Administrator").group.name == "Administrators (role)"


def test_a_deleted_group_comes_again_empty_of_people():
    editors = Group.objects.get(name="Editors")
    User.objects.create_user("ada").groups.add(editors)
    editors.delete()
    role_groups.lay()
    assert Group.objects.get(name="Editors").user_set.count() == 0


def test_permissions_that_are_not_there_yet_are_left_out():
    Permission.objects.filter(codename="publish_resource").delete()
    role_groups.lay()
    publishers = Group.objects.get(name="Publishers")
    assert held(publishers) == ROLES["Publisher"].permissions - {"resources.publish_resource"}


def test_it_asks_little(django_assert_max_num_queries):
    """`migrate` and each test with real transactions lay them anew."""
    with django_assert_max_num_queries(11):
        role_groups.lay()
