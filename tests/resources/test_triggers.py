"""The triggers that change the catalogue version are on every table a page shows."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from resources.models import Catalogue
from resources.triggers import install, watched_tables

pytestmark = pytest.mark.django_db

TRIGGERS = {
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%%_version%%'",
    "postgresql": "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
    " WHERE NOT tgisinternal AND tgname LIKE '%%_version'",
}


def triggers() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(TRIGGERS[connection.vendor].replace("%%", "%"))
        return sorted(cursor.fetchall())


def test_works():
    per_table = 3 if connection.vendor == "sqlite" else 1
    tables = [table for table, _ in triggers()]
    assert sorted(set(tables)) == watched_tables()
    assert len(tables) == per_table * len(watched_tables())


def test_every_table_with_shown_rows_is_watched():
    models = {
        model._meta.db_table
        for app in ("pillars", "resources")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    }
    not_shown = {"resources_catalogue", "resources_documenttext", "resources_formerslug", "resources_previewlink"}
    not_shown.add("resources_searchcount")  # else every search would make the index anew
    not_shown |= {"pillars_plan", "pillars_entry", "pillars_change"}  # private, and no list shows them
    not_shown.add("pillars_formeraddress")  # asked when somebody comes by an old address
    assert models - set(watched_tables()) == not_shown
    assert {"resources_resource_pillars", "resources_taggedresource", "pillars_pillar"} <= set(watched_tables())


def test_laying_them_again_changes_nothing():
    before, version = triggers(), Catalogue.current_version()
    install()
    assert triggers() == before
    assert Catalogue.current_version() == version


@pytest.mark.django_db(transaction=True)
def test_migrate_brings_back_a_lost_trigger():
    before = triggers()
    table, name = before[0]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
    assert triggers() != before
    call_command("migrate", verbosity=0)
    assert triggers() == before
