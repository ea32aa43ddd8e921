"""The catalogue version: changes in the same transaction as anything a list or page shows.

Database triggers write it, so that saves, bulk operations, imports and SQL by hand all count. They are laid after every
`migrate` rather than by one migration, because SQLite drops a table's triggers when a later migration rebuilds it.
"""

from django.apps import apps
from django.db import connections

NOT_SHOWN = {
    "resources.Catalogue",
    "resources.DocumentText",
    "resources.FormerSlug",
    "resources.PreviewLink",
    "resources.SearchCount",
    "pillars.FormerAddress",
    *("pillars.Plan", "pillars.Entry", "pillars.Change"),
}

SQLITE_TRIGGER = """
CREATE TRIGGER IF NOT EXISTS {table}_version_{event} AFTER {event} ON {table}
BEGIN UPDATE resources_catalogue SET version = abs(random() % 9007199254740991); END
"""

# BEFORE, and once a statement: every transaction then takes the lock on the version's row before it locks any record,
# so that two editors can wait for each other but never in a circle.
POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION resources_change_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN UPDATE resources_catalogue SET version = floor(random() * 9007199254740991)::bigint; RETURN NULL; END $$
"""
POSTGRESQL_TRIGGER = """
CREATE OR REPLACE TRIGGER {table}_version BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION resources_change_version()
"""

# A permanent number outlives its record, however the record came and went; see `Catalogue.next_number`.
KEEP_NUMBER = "UPDATE resources_catalogue SET last_number = old.number WHERE last_number < old.number;"
SQLITE_NUMBER_TRIGGER = f"""
CREATE TRIGGER IF NOT EXISTS resources_resource_number_kept AFTER DELETE ON resources_resource BEGIN {KEEP_NUMBER} END
"""
POSTGRESQL_NUMBER_FUNCTION = f"""
CREATE OR REPLACE FUNCTION resources_keep_number() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN {KEEP_NUMBER} RETURN NULL; END $$
"""
POSTGRESQL_NUMBER_TRIGGER = """
CREATE OR REPLACE TRIGGER resources_resource_number_kept AFTER DELETE ON resources_resource
FOR EACH ROW EXECUTE FUNCTION resources_keep_number()
"""


def watched_tables() -> list[str]:
    """Every table whose rows some public page shows: all of both apps but those of `NOT_SHOWN`."""
    models = [
        model
        for app in ("pillars", "resources")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        if not model._meta.proxy and model._meta.label not in NOT_SHOWN
    ]
    return sorted(model._meta.db_table for model in models)


def install(using: str = "default", **_) -> None:
    """Lay the one catalogue row and the triggers; harmless when they are there. Runs after every `migrate`."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    if "resources_catalogue" not in present:
        return
    apps.get_model("resources.Catalogue").objects.using(using).get_or_create(pk=1)
    tables = [table for table in watched_tables() if table in present]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRESQL_FUNCTION)
            for table in tables:
                cursor.execute(POSTGRESQL_TRIGGER.format(table=table))
            cursor.execute(POSTGRESQL_NUMBER_FUNCTION)
            cursor.execute(POSTGRESQL_NUMBER_TRIGGER)
        else:
            for table in tables:
                for event in ("insert", "update", "delete"):
                    cursor.execute(SQLITE_TRIGGER.format(table=table, event=event))
            cursor.execute(SQLITE_NUMBER_TRIGGER)
