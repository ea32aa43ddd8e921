"""Gives every plan a key of its own by which calendars know its events."""

from uuid import uuid4

from django.db import migrations, models


def give_each_its_own(apps, schema_editor) -> None:
    """The default of a new column is worked out once, so that the rows there are would share it."""
    plans = apps.get_model("pillars", "Plan").objects
    for pk in plans.values_list("pk", flat=True):
        plans.filter(pk=pk).update(calendar_key=uuid4())


class Migration(migrations.Migration):
    dependencies = [("pillars", "0009_former_addresses")]

    operations = [
        migrations.AddField("plan", "calendar_key", models.UUIDField(default=uuid4, editable=False)),
        migrations.RunPython(give_each_its_own, migrations.RunPython.noop),
    ]
