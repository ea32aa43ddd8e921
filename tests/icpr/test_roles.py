"""The table of roles names real permissions, and no role lacks what its work needs."""

import pytest
from django.contrib.auth.models import Permission

from icpr.roles import ADMINISTRATOR, CONTRIBUTOR, EDITOR, PERMISSIONS, PUBLISHER, ROLES, TAXONOMIST, roles_with

pytestmark = pytest.mark.django_db


def real() -> set[str]:
    every = Permission.objects.values_list("content_type__app_label", "codename")
    return {f"{label}.{codename}" for label, codename in every}


def test_works():
    assert list(ROLES) == [CONTRIBUTOR, EDITOR, PUBLISHER, TAXONOMIST, ADMINISTRATOR]
    assert set(PERMISSIONS) - real() == set()
    assert [role.name for role in roles_with("resources.publish_resource")] == [PUBLISHER, ADMINISTRATOR]
    assert [role.name for role in roles_with("auth.change_user")] == [ADMINISTRATOR]


def test_each_role_knows_only_roles_of_the_table():
    assert {role for roles in PERMISSIONS.values() for role in roles} <= set(ROLES)


def test_publishers_may_what_editors_may_and_administrators_may_all():
    may = {name: role.permissions for name, role in ROLES.items()}
    assert may[CONTRIBUTOR] & may[EDITOR] <= may[EDITOR] < may[PUBLISHER] < may[ADMINISTRATOR] == set(PERMISSIONS)


def test_whoever_may_do_something_may_see_it():
    for role in ROLES.values():
        for each in role.permissions:
            label, _, codename = each.partition(".")
            deed, _, model = codename.partition("_")
            if deed in {"add", "change", "delete"}:
                assert f"{label}.view_{model}" in role.permissions, f"{role.name}: {each}"


@pytest.mark.parametrize("name", [CONTRIBUTOR, EDITOR, TAXONOMIST])
def test_only_publishers_put_something_before_readers(name):
    """Nor do they pause mail, confirm a letter to the field or have a job done."""
    held = ROLES[name].permissions
    assert not {each for each in held if "publish_resource" in each or "confirm_" in each or "pause_" in each}
    assert not held & {"jobs.change_job", "audit.view_auditentry", "auth.view_user", "resources.delete_resource"}


def test_contributors_have_no_right_over_the_records_of_others():
    held = ROLES[CONTRIBUTOR].permissions
    kinds = ("resource", "modelpolicy", "policechiefarticle", "collection")
    assert not held & {f"resources.{deed}_{kind}" for deed in ("view", "add", "change", "delete") for kind in kinds}
