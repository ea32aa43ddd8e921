from django.db import migrations, models


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
    ]
