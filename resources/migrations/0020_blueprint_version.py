from django.db import migrations, models


class Migration(migrations.Migration):
    """The version of the Blueprint beside those of the lists and the search.

    By plain SQL, with a default in the database: SQLite would make the table anew, which the triggers of others name.
    """

    dependencies = [
        ("resources", "0019_record_blocks"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    model_name="catalogue",
                    name="blueprint_version",
                    field=models.BigIntegerField(db_default=0, editable=False),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE resources_catalogue ADD COLUMN blueprint_version bigint DEFAULT 0 NOT NULL",
                    "ALTER TABLE resources_catalogue DROP COLUMN blueprint_version",
                ),
            ],
        ),
    ]
