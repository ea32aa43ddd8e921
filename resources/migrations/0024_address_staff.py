"""Editors and Publishers keep the search addresses. What readers tell of addresses is for who may change records."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

CODENAMES = [f"{deed}_searchaddress" for deed in ("add", "change", "delete", "view")]


def lay_permissions(apps, schema_editor):
    """Give both groups their permissions, which Django itself would only make after the last migration."""
    alias = schema_editor.connection.alias
    config = apps.get_app_config("resources")
    config.models_module = True  # what Django asks before it makes the permissions of an app
    create_permissions(config, verbosity=0, using=alias, apps=apps)
    found = apps.get_model("auth", "Permission").objects.using(alias).filter(
        content_type__app_label="resources", codename__in=CODENAMES
    )
    if found.count() != len(CODENAMES):
        raise RuntimeError("Permissions of search addresses are missing.")
    for name in ("Editors", "Publishers"):
        group, _ = apps.get_model("auth", "Group").objects.using(alias).get_or_create(name=name)
        group.permissions.add(*found)


class Migration(migrations.Migration):
    dependencies = [("resources", "0023_search_addresses")]

    operations = [migrations.RunPython(lay_permissions, migrations.RunPython.noop)]
