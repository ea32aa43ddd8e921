"""The versions of the catalogue and the clocks of records: each changes in the same transaction as the rows that it is
made of.

Database triggers write them, so that saves, bulk operations, imports and SQL by hand all count; what a model says of
itself (`icpr.lib.shown_in`) decides which of its columns change which version. They are laid after every `migrate`
rather than by one migration, because SQLite drops a table's triggers when a later migration rebuilds it.
"""

import secrets

from django.apps import apps as installed
from django.apps.registry import Apps
from django.db import connections

from resources.models.search_text import ANALYSIS
from resources.triggers import postgresql, sqlite
from resources.triggers.clock import CLOCK, clock_rules
from resources.triggers.rules import VERSIONS, rules, watched_tables

__all__ = ["install", "rules", "watched_tables"]

# A permanent number outlives its record, however the record came and went; see `Catalogue.next_number`.
KEEP_NUMBER = "UPDATE resources_catalogue SET last_number = old.number WHERE last_number < old.number;"


def install(using: str = "default", apps: Apps = installed, **_) -> None:
    """Lay the one row of the catalogue and the triggers, those that stand already left alone. Runs after every
    `migrate`.

    Of a database that was brought only part of the way, nothing: the triggers are of the tables as the models have
    them.
    """
    if not _is_whole(apps):
        return
    connection = connections[using]
    names = ("list_version", "search_version", "blueprint_version", "page_version")
    versions = {name: secrets.randbelow(2**53) for name in names}
    fresh = versions | {"analysis": ANALYSIS}
    installed.get_model("resources.Catalogue").objects.using(using).get_or_create(pk=1, defaults=fresh)
    lay = postgresql.lay if connection.vendor == "postgresql" else sqlite.lay
    with connection.cursor() as cursor:
        lay(cursor, watched_tables(), rules(), KEEP_NUMBER)


def _is_whole(state: Apps) -> bool:
    """Whether the models of a state of the database have all tables and columns that the triggers name."""
    models = state.get_models(include_auto_created=True)
    known = {model._meta.db_table: {field.column for field in model._meta.concrete_fields} for model in models}
    named = [("resources_catalogue", VERSIONS.values()), ("resources_recordblock", ("number", "version"))]
    named += [(rule.table, rule.every_column) for rule in rules()]
    named += [(CLOCK, [field.column for field in installed.get_model("resources.RecordClock")._meta.concrete_fields])]
    named += [(rule.table, rule.columns) for rule in clock_rules()]
    return set(watched_tables()) <= known.keys() and all(
        known.get(table, set()).issuperset(columns) for table, columns in named
    )
