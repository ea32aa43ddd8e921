"""Editors see how the jobs stand; Publishers also have one done now."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

GRANTS = {"Editors": ["view_job"], "Publishers": ["view_job", "change_job"]}


def lay_permissions(apps, schema_editor):
    """Give both groups their permissions, which Django itself would only make after the last migration."""
    alias = schema_editor.connection.alias
    config = apps.get_app_config("jobs")
    config.models_module = True  # what Django asks before it makes the permissions of an app
    create_permissions(config, verbosity=0, using=alias, apps=apps)
    permissions = apps.get_model("auth", "Permission").objects.using(alias)
    for name, codenames in GRANTS.items():
        found = permissions.filter(content_type__app_label="jobs", codename__in=codenames)
        if found.count() != len(codenames):
            raise RuntimeError("Permissions of jobs are missing.")
        group, _ = apps.get_model("auth", "Group").objects.using(alias).get_or_create(name=name)
        group.permissions.add(*found)


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("jobs", "0002_how_long_and_last_failure"),
    ]

    operations = [migrations.RunPython(lay_permissions, migrations.RunPython.noop)]
