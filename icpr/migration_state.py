"""Whether the tables of the database are those that this version of the library knows."""

import time
from collections.abc import Callable
from functools import cache

from django.apps import apps
from django.core.management import CommandError
from django.db import DatabaseError, connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from icpr.lib.database.alone import alone
from icpr.lib.logs.outages import outage

FOREIGN = (
    "The database {name} belongs to another program: name one of the library's own with DATABASE_URL, or an empty one."
)
NEWER = (
    "The database was prepared by a newer version of the library ({migrations}): start that version, or restore a "
    "backup made with this one."
)
BEHIND = "The database is not prepared for this version: waiting until `manage.py migrate` has done it."
SHOWN = 3
LOOK_EVERY = 2.0  # seconds

Migration = tuple[str, str]  # label of the app, name


@cache
def _loader() -> MigrationLoader:
    return MigrationLoader(None)


def unapplied(using: str = "default") -> bool:
    """Whether a migration of this version is still to be applied. One query."""
    applied = MigrationRecorder(connections[using]).applied_migrations()
    return any(leaf not in applied for leaf in _loader().graph.leaf_nodes())


def wait(told: Callable[[str], object], pause: Callable[[float], object] = time.sleep) -> None:
    """Return once all migrations of this version are applied, by whomever, and whoever did it is done with what follows
    them, or when `pause` says that it is to end. What is waited for is told once."""
    said = ""
    while reason := _behind():
        if reason != said:
            told(reason)
        said = reason
        if pause(LOOK_EVERY):
            return
    with alone(told):
        connection.close()


def _behind() -> str:
    try:
        return BEHIND if unapplied() else ""
    except DatabaseError as error:
        if (line := outage(error)) is None:
            raise
        return line
    finally:
        connection.close()


def unknown(using: str = "default") -> list[Migration]:
    """Migrations that were applied to the database and are none of this version's."""
    known = set(_loader().disk_migrations)
    known |= {former for migration in _loader().disk_migrations.values() for former in migration.replaces}
    here = {config.label for config in apps.get_app_configs()}
    applied = MigrationRecorder(connections[using]).applied_migrations()
    return sorted(each for each in applied if each not in known and each[0] in here)


def is_foreign(using: str = "default") -> bool:
    """Whether another program keeps its tables in a SQLite database; one PostgreSQL database may serve several."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    if connection.vendor != "sqlite" or not tables:
        return False
    if MigrationRecorder.Migration._meta.db_table not in tables:
        return True
    applied = {label for label, _ in MigrationRecorder(connection).applied_migrations()}
    return bool(applied) and applied.isdisjoint(config.label for config in apps.get_app_configs())


def refuse_others(using: str = "default", **_) -> None:
    """Before `migrate`: raise CommandError when the database is another program's or a newer version's."""
    if is_foreign(using):
        raise CommandError(FOREIGN.format(name=connections[using].settings_dict["NAME"]))
    if newer := unknown(using):
        named = ", ".join(".".join(each) for each in newer[:SHOWN])
        raise CommandError(NEWER.format(migrations=named if len(newer) <= SHOWN else f"{named} and others"))
