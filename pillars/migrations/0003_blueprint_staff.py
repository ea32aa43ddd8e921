"""Editors keep the Blueprint's items, practices and findings; Publishers may also delete practices and findings."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

KEPT = ["item", "recommendation", "actionitem", "practice", "finding"]
EDITORS = ["view_actor", *(f"{deed}_{model}" for deed in ("add", "change", "view") for model in KEPT)]
PUBLISHERS = [*EDITORS, "delete_practice", "delete_finding"]


def grant(apps, schema_editor):
    grant_to(apps, schema_editor, {"Editors": EDITORS, "Publishers": PUBLISHERS})


def grant_to(apps, schema_editor, granted):
    """Give groups their permissions (name → codenames), which Django itself would only make after the last migration."""
    alias = schema_editor.connection.alias
    config = apps.get_app_config("pillars")
    config.models_module = True  # what Django asks before it makes the permissions of an app
    create_permissions(config, verbosity=0, using=alias, apps=apps)
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    for name, codenames in granted.items():
        found = permissions.filter(content_type__app_label="pillars", codename__in=codenames)
        if found.count() != len(set(codenames)):
            raise RuntimeError(f"Permissions of the Blueprint are missing for the group {name}.")
        apps.get_model("auth", "Group").objects.using(alias).get(name=name).permissions.add(*found)


class Migration(migrations.Migration):
    dependencies = [("pillars", "0002_blueprint"), ("resources", "0002_staff_groups")]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
