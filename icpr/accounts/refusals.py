"""Remembers which permissions somebody was refused, so that the page that refuses can name the right that is missing.

As the last of Django's authentication backends it is asked what none before it has granted.
"""

from collections.abc import Iterable
from itertools import takewhile

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.models import Permission

from icpr.accounts.models import RoleGroup
from icpr.roles import Role, roles_with

DEEDS = {"view": "see", "add": "add", "change": "change", "delete": "delete"}


class RefusalsBackend(BaseBackend):
    """Grants nothing and signs nobody in."""

    def has_perm(self, user_obj, perm: str, obj=None) -> bool:
        user_obj.__dict__.setdefault("refused", []).append(perm)
        return False


def missing_right(user) -> str:
    """The permission for want of which somebody was refused last, as "app.codename"; empty if it was for none.

    Whoever may not even see a thing is told that, whatever else was asked of the same thing.
    """
    refused = list(getattr(user, "refused", ()))
    last = list(takewhile(lambda permission: _thing(permission) == _thing(refused[-1]), reversed(refused)))
    return next((permission for permission in last if ".view_" in permission), last[0] if last else "")


def _thing(permission: str) -> tuple[str, str]:
    label, _, codename = permission.partition(".")
    return label, codename.partition("_")[2]


def in_words(permission: str) -> str:
    """What a right lets somebody do: "delete tags", "publish, schedule and withdraw resources"."""
    label, _, codename = permission.partition(".")
    known = Permission.objects.filter(content_type__app_label=label, codename=codename).select_related("content_type")
    for each in known:
        thing, deed = _said(each)
        return f"{deed} {thing}" if deed in DEEDS.values() else deed
    return permission


def _said(permission: Permission) -> tuple[str, str]:
    """The thing a right is about and what it lets somebody do with it: "tags", "delete"."""
    model, deed = permission.content_type.model_class(), DEEDS.get(permission.codename.partition("_")[0])
    is_plain = model and deed and permission.codename.endswith(f"_{model._meta.model_name}")
    thing = str(model._meta.verbose_name_plural) if model else permission.content_type.model
    return thing, deed if is_plain else permission.name.removeprefix("Can ")


def by_thing(permissions: Iterable[str]) -> dict[str, list[str]]:
    """What some rights let somebody do with what, in words: "tags" → ["see", "add"]."""
    found = {}
    for each in Permission.objects.select_related("content_type").order_by("pk"):
        if f"{each.content_type.app_label}.{each.codename}" in permissions:
            thing, deed = _said(each)
            found.setdefault(thing, []).append(deed)
    return dict(sorted(found.items()))


def groups_with(permission: str) -> list[tuple[str, Role]]:
    """The groups of the roles that have a right, by the names they have here, each with its role."""
    names = dict(RoleGroup.objects.values_list("role", "group__name"))
    return [(names[role.name], role) for role in roles_with(permission) if role.name in names]
