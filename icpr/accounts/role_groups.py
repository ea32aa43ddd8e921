"""The group of each role, made equal to the table of roles (`icpr.roles`) after each `migrate`.

A role knows its group by a row, not by its name: a group may be called otherwise here, and one that an administrator
made by hand before a role of that name came stays theirs, and its members get no right they had not.
"""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import connections, transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat

from icpr.accounts.models import RoleGroup
from icpr.audit.models import AuditEntry, Event
from icpr.audit.recording import record
from icpr.roles import EDITOR, PUBLISHER, ROLES, Role

LAID_BEFORE = {EDITOR, PUBLISHER}  # by migrations, in every library
Through = Group.permissions.through


def lay(sender=None, using: str = "default", **kwargs) -> None:
    """Make the groups of all roles equal to the table.

    Permissions of the table that the database does not hold yet are left out until the next time.
    """
    if using != "default" or not _is_ready(using):
        return
    with transaction.atomic(using):
        known = dict(_named(Permission.objects.all()).values_list("named", "pk"))
        groups = {each.role: each.group for each in RoleGroup.objects.select_related("group")}
        for role in ROLES.values():
            _make_equal(groups.get(role.name) or _group_for(role), role, known)


def _is_ready(using: str) -> bool:
    """Whether the tables are there: `migrate` may stop at any state."""
    tables = set(connections[using].introspection.table_names())
    return {model._meta.db_table for model in (RoleGroup, Group, Permission, Through, AuditEntry)} <= tables


def _named(permissions: QuerySet) -> QuerySet:
    return permissions.order_by().annotate(named=Concat(F("content_type__app_label"), Value("."), F("codename")))


def _group_for(role: Role) -> Group:
    """A group for a role that has none: the one that migrations laid, or a new one under a name that is free."""
    group = Group.objects.filter(name=role.group).first() if role.name in LAID_BEFORE else None
    if group is None:
        names = (role.group, f"{role.group} (role)", *(f"{role.group} (role {number})" for number in range(2, 100)))
        taken = set(Group.objects.filter(name__in=names).values_list("name", flat=True))
        # Without signals: they would write into the audit of an empty library.
        [group] = Group.objects.bulk_create([Group(name=next(name for name in names if name not in taken))])
    RoleGroup.objects.create(role=role.name, group=group)
    return group


def _make_equal(group: Group, role: Role, known: dict[str, int]) -> None:
    held = dict(_named(group.permissions.all()).values_list("named", "pk"))
    more = sorted(name for name in role.permissions - set(held) if name in known)
    less = sorted(set(held) - role.permissions)
    Through.objects.bulk_create(Through(group=group, permission_id=known[name]) for name in more)
    Through.objects.filter(group=group, permission_id__in=[held[name] for name in less]).delete()
    if (more or less) and get_user_model().objects.exists():
        _tell(group, more, less)


def _tell(group: Group, more: list[str], less: list[str]) -> None:
    """In the audit of a library that has staff."""
    changes = [f"{done} {', '.join(names)}" for done, names in (("added:", more), ("removed:", less)) if names]
    record(Event.GROUP, None, subject=group.name, detail=f"as the table of roles says: {'; '.join(changes)}")
