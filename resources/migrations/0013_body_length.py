from django.db import migrations, models


class Migration(migrations.Migration):
    """The longest body is a rule of forms; the column is the same, so the table need not be made anew."""

    dependencies = [
        ("resources", "0012_tag_key_unique"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="resource",
                    name="body",
                    field=models.TextField(blank=True, help_text="Longer text in Markdown, if any.", max_length=20000),
                ),
            ]
        ),
    ]
