"""In a migration of its own: PostgreSQL alters no table whose rows changed in the same transaction."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("resources", "0011_tag_key")]

    operations = [
        migrations.AlterField(
            "tag", "key", models.CharField(max_length=200, unique=True, editable=False)
        ),
    ]
