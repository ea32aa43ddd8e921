"""The two groups of staff: Editors write and submit, Publishers also publish, withdraw and keep the taxonomy."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

RECORDS = ["resource", "modelpolicy", "policechiefarticle"]
TAXONOMY = {"pillars": ["pillar", "focusarea", "topic"], "resources": ["audience", "publisher"]}

EDITORS = {
    "resources": [
        *(f"{deed}_{record}" for deed in ("add", "change", "view") for record in RECORDS),
        *(f"{deed}_{part}" for deed in ("add", "change", "delete", "view") for part in ("document", "author")),
        *(f"{deed}_{model}" for deed in ("add", "change", "view") for model in ("tag", "previewlink")),
        *(f"view_{model}" for model in TAXONOMY["resources"]),
    ],
    "pillars": [f"view_{model}" for model in TAXONOMY["pillars"]],
}
PUBLISHERS = {
    "resources": [
        *EDITORS["resources"],
        "publish_resource",
        "delete_tag",
        *(f"delete_{record}" for record in RECORDS),
        *(f"{deed}_{model}" for deed in ("add", "change", "delete") for model in TAXONOMY["resources"]),
    ],
    "pillars": [
        *EDITORS["pillars"],
        *(f"{deed}_{model}" for deed in ("add", "change", "delete") for model in TAXONOMY["pillars"]),
    ],
}


def lay_groups(apps, schema_editor):
    """Make both groups with their permissions, which Django itself would only make after the last migration."""
    alias = schema_editor.connection.alias
    for label in ("pillars", "resources"):
        config = apps.get_app_config(label)
        config.models_module = True  # what Django asks before it makes the permissions of an app
        create_permissions(config, verbosity=0, using=alias, apps=apps)
    for name, grants in (("Editors", EDITORS), ("Publishers", PUBLISHERS)):
        group, _ = apps.get_model("auth", "Group").objects.using(alias).get_or_create(name=name)
        for label, codenames in grants.items():
            permissions = apps.get_model("auth", "Permission").objects.using(alias)
            found = permissions.filter(content_type__app_label=label, codename__in=codenames)
            if found.count() != len(set(codenames)):
                raise RuntimeError(f"Permissions of {label} are missing for the group {name}.")
            group.permissions.add(*found)


class Migration(migrations.Migration):
    dependencies = [
        ("resources", "0001_initial"),
        ("pillars", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(lay_groups, migrations.RunPython.noop)]
