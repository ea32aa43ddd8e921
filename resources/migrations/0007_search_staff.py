"""Editors and Publishers keep the words of search and see what was searched; Publishers may delete a search."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

EDITORS = [
    *(f"{deed}_{model}" for deed in ("add", "change", "delete", "view") for model in ("synonymgroup", "bestbet")),
    "view_searchcount",
]
PUBLISHERS = [*EDITORS, "delete_searchcount"]


def lay_permissions(apps, schema_editor):
    """Give both groups their permissions, which Django itself would only make after the last migration."""
    alias = schema_editor.connection.alias
    config = apps.get_app_config("resources")
    config.models_module = True  # what Django asks before it makes the permissions of an app
    create_permissions(config, verbosity=0, using=alias, apps=apps)
    for name, codenames in (("Editors", EDITORS), ("Publishers", PUBLISHERS)):
        group, _ = apps.get_model("auth", "Group").objects.using(alias).get_or_create(name=name)
        found = apps.get_model("auth", "Permission").objects.using(alias).filter(
            content_type__app_label="resources", codename__in=codenames
        )
        if found.count() != len(codenames):
            raise RuntimeError(f"Permissions of search are missing for the group {name}.")
        group.permissions.add(*found)


class Migration(migrations.Migration):
    dependencies = [("resources", "0006_search_log"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [migrations.RunPython(lay_permissions, migrations.RunPython.noop)]
