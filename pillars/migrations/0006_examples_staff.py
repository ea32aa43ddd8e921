"""Editors keep agency examples; Publishers may also delete them."""

from importlib import import_module

from django.db import migrations

blueprint_staff = import_module("pillars.migrations.0003_blueprint_staff")
EDITORS = ["add_agencyexample", "change_agencyexample", "view_agencyexample"]


def grant(apps, schema_editor):
    blueprint_staff.grant_to(apps, schema_editor, {"Editors": EDITORS, "Publishers": [*EDITORS, "delete_agencyexample"]})


class Migration(migrations.Migration):
    dependencies = [("pillars", "0005_item_links_and_examples"), ("resources", "0002_staff_groups")]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
