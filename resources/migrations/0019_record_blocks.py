from django.db import migrations, models

TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%resources_recordblock%'"


def drop_triggers(apps, schema_editor):
    """Before the table goes: what writes it would fail. The library of before lays its own after `migrate`."""
    with schema_editor.connection.cursor() as cursor:
        if schema_editor.connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION IF EXISTS resources_renew_version, resources_renew_versions CASCADE")
            return
        cursor.execute(TRIGGERS)
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    """The versions of blocks of records; the triggers that write them are laid after it."""

    dependencies = [
        ("resources", "0018_related_terms"),
    ]

    operations = [
        migrations.CreateModel(
            name="RecordBlock",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("version", models.BigIntegerField()),
            ],
        ),
        migrations.RunPython(migrations.RunPython.noop, drop_triggers),
    ]
