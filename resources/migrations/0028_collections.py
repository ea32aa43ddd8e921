"""Collections: their kind, their entries, and two columns of records that they alone use."""

import django.db.models.deletion
import django.utils.timezone
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

DEEDS = ("add", "change", "delete", "view")
EDITORS = [*(f"{deed}_collectionentry" for deed in DEEDS), *(f"{deed}_collection" for deed in DEEDS if deed != "delete")]
PUBLISHERS = [*EDITORS, "delete_collection"]


def lay_permissions(apps, schema_editor):
    """Give both groups of staff their permissions, which Django itself would only make after the last migration."""
    alias = schema_editor.connection.alias
    config = apps.get_app_config("resources")
    config.models_module = True  # what Django asks before it makes the permissions of an app
    create_permissions(config, verbosity=0, using=alias, apps=apps)
    for name, codenames in (("Editors", EDITORS), ("Publishers", PUBLISHERS)):
        group, _ = apps.get_model("auth", "Group").objects.using(alias).get_or_create(name=name)
        found = apps.get_model("auth", "Permission").objects.using(alias).filter(
            content_type__app_label="resources", codename__in=codenames
        )
        if found.count() != len(codenames):
            raise RuntimeError(f"Permissions of collections are missing for the group {name}.")
        group.permissions.add(*found)


def drop_triggers(apps, schema_editor):
    """Before the columns go, on SQLite: what names them would fail. The library of before lays its own after
    `migrate`."""
    if schema_editor.connection.vendor != "sqlite":
        return
    with schema_editor.connection.cursor() as cursor:
        named = " OR ".join(f"sql LIKE '%{name}%'" for name in ("for_whom", "picture", "resources_collectionentry"))
        cursor.execute(f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND ({named})")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")


def column(name, field, kind):
    """A column by plain SQL, as in 0020: SQLite would make the table anew, which the triggers of others name."""
    table = "ALTER TABLE resources_resource"
    return migrations.SeparateDatabaseAndState(
        state_operations=[migrations.AddField(model_name="resource", name=name, field=field)],
        database_operations=[
            migrations.RunSQL(f"{table} ADD COLUMN {name} {kind} DEFAULT '' NOT NULL", f"{table} DROP COLUMN {name}")
        ],
    )


class Migration(migrations.Migration):

    dependencies = [
        ('pillars', '0015_finding_figures'),
        ('resources', '0027_seldom_set'),
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Collection',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('resources.resource',),
        ),
        column(
            "for_whom",
            models.CharField(blank=True, help_text='In one line: for whom it is, and what to begin with in ten minutes.', max_length=160),
            "varchar(160)",
        ),
        column(
            "picture",
            models.CharField(blank=True, choices=[('', 'The columns of its pillars'), ('people', 'People before the six columns'), ('all', 'All six columns')], default='', max_length=10),
            "varchar(10)",
        ),
        migrations.AlterField(
            model_name='recordclock',
            name='kind',
            field=models.CharField(choices=[('model-policy', 'Model policy'), ('police-chief-article', 'Police Chief article'), ('report', 'Report'), ('guide', 'Guide'), ('toolkit', 'Toolkit'), ('fact-sheet', 'Fact sheet'), ('checklist', 'Checklist'), ('training', 'Training'), ('study', 'Study'), ('webinar', 'Webinar'), ('video', 'Video'), ('podcast', 'Podcast'), ('blog-post', 'Blog post'), ('article', 'Article'), ('code-of-ethics', 'Code or oath'), ('speech', 'Speech'), ('web-page', 'Web page'), ('collection', 'Collection'), ('other', 'Other')], max_length=20),
        ),
        migrations.AlterField(
            model_name='resource',
            name='kind',
            field=models.CharField(choices=[('model-policy', 'Model policy'), ('police-chief-article', 'Police Chief article'), ('report', 'Report'), ('guide', 'Guide'), ('toolkit', 'Toolkit'), ('fact-sheet', 'Fact sheet'), ('checklist', 'Checklist'), ('training', 'Training'), ('study', 'Study'), ('webinar', 'Webinar'), ('video', 'Video'), ('podcast', 'Podcast'), ('blog-post', 'Blog post'), ('article', 'Article'), ('code-of-ethics', 'Code or oath'), ('speech', 'Speech'), ('web-page', 'Web page'), ('collection', 'Collection'), ('other', 'Other')], db_index=True, max_length=20),
        ),
        migrations.CreateModel(
            name='CollectionEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(editable=False, max_length=24)),
                ('number', models.PositiveIntegerField(blank=True, editable=False, null=True)),
                ('title_seen', models.CharField(blank=True, editable=False, max_length=600)),
                ('position', models.PositiveIntegerField(default=0)),
                ('note', models.TextField(blank=True, max_length=2000)),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ('group', models.CharField(blank=True, db_column='in_group', max_length=120)),
                ('collection', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='resources.resource')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='resources.document')),
                ('item', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pillars.item')),
                ('practice', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='pillars.practice')),
            ],
            options={
                'verbose_name': 'entry',
                'verbose_name_plural': 'entries',
                'ordering': ['position', 'pk'],
                'abstract': False,
                'indexes': [models.Index(fields=['number'], name='collection_entry_number')],
                'constraints': [models.UniqueConstraint(fields=('collection', 'key'), name='listed_once_per_collection')],
            },
        ),
        migrations.RunPython(lay_permissions, drop_triggers),
    ]
