from django.db import migrations, models


class Migration(migrations.Migration):
    """Which analysis the stored words are of: 0, the ones before it was counted.

    By plain SQL, with a default in the database: SQLite would make the table anew, which the triggers of others name.
    """

    dependencies = [
        ("resources", "0016_synonym_themes"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    model_name="catalogue",
                    name="analysis",
                    field=models.PositiveSmallIntegerField(db_default=0, editable=False),
                ),
            ],
            database_operations=[
                migrations.RunSQL(
                    "ALTER TABLE resources_catalogue ADD COLUMN analysis smallint DEFAULT 0 NOT NULL"
                    " CHECK (analysis >= 0)",
                    "ALTER TABLE resources_catalogue DROP COLUMN analysis",
                ),
            ],
        ),
    ]
