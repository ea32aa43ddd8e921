from django.db import migrations, models


class Migration(migrations.Migration):
    """The version of the search beside that of the lists.

    By plain SQL, with a default in the database: SQLite would make the table anew, which the triggers of others name.
    """

    dependencies = [
        ("resources", "0014_preview_tokens"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="catalogue",
                    name="version",
                    field=models.BigIntegerField(default=0, editable=False, db_column="version"),
                ),
                migrations.RenameField(model_name="catalogue", old_name="version", new_name="list_version"),
                migrations.AddField(
                    model_name="catalogue",
                    name="search_version",
                    field=models.BigIntegerField(db_default=0, editable=False),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE resources_catalogue ADD COLUMN search_version bigint DEFAULT 0 NOT NULL",
                    "ALTER TABLE resources_catalogue DROP COLUMN search_version",
                ),
            ],
        ),
    ]
