"""`resources.curation.rights`: who may change what readers see."""

import pytest
from django.contrib.auth.models import AnonymousUser, User

from resources.curation.rights import may_change, may_change_public
from resources.models import Status
from tests.factories import make_resource
from tests.resources.staff import group_of

pytestmark = pytest.mark.django_db


def make_user(name: str, group: str = "") -> User:
    user = User.objects.create_user(name, is_staff=True)
    user.groups.set([group_of(group)] if group else [])
    return user


def test_works():
    assert may_change_public(make_user("pat", "Publishers"))
    assert may_change_public(User.objects.create_superuser("root"))
    assert not may_change_public(make_user("ed", "Editors"))
    assert not may_change_public(make_user("nobody"))
    assert not may_change_public(AnonymousUser())


def test_a_small_desk_lets_its_editors(settings):
    settings.EDITORS_CHANGE_PUBLIC = True
    assert may_change_public(make_user("ed", "Editors"))
    assert not may_change_public(make_user("nobody"))


@pytest.mark.parametrize(
    ("fields", "is_free"),
    [
        ({"status": Status.DRAFT}, True),
        ({"status": Status.IN_REVIEW}, True),
        ({"status": Status.PUBLISHED}, False),
        ({"status": Status.WITHDRAWN, "withdrawn_reason": "It was wrong."}, False),
    ],
)
def test_an_editor_changes_what_was_not_published(fields, is_free):
    record = make_resource(**fields)
    assert may_change(make_user("ed", "Editors"), record) is is_free
    assert may_change(make_user("pat", "Publishers"), record)
