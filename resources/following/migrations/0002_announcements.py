"""Announcements, and who may do what: Editors write them and see followers in numbers, Publishers also confirm them and
pause all mail."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

EDITORS = [
    *(f"{deed}_announcement" for deed in ("add", "change", "delete", "view")),
    "view_subscription",
]
PUBLISHERS = [*EDITORS, "confirm_announcement", "pause_mail"]


def lay_permissions(apps, schema_editor):
    """Give both groups their permissions, which Django itself would only make after the last migration."""
    alias = schema_editor.connection.alias
    config = apps.get_app_config("following")
    config.models_module = True  # what Django asks before it makes the permissions of an app
    create_permissions(config, verbosity=0, using=alias, apps=apps)
    for name, codenames in (("Editors", EDITORS), ("Publishers", PUBLISHERS)):
        group, _ = apps.get_model("auth", "Group").objects.using(alias).get_or_create(name=name)
        permissions = apps.get_model("auth", "Permission").objects.using(alias)
        found = permissions.filter(content_type__app_label="following", codename__in=codenames)
        if found.count() != len(codenames):
            raise RuntimeError(f"Permissions of mail to followers are missing for the group {name}.")
        group.permissions.add(*found)


class Migration(migrations.Migration):

    dependencies = [
        ('following', '0001_following'),
        ('resources', '0002_staff_groups'),
        ('auth', '0012_alter_user_first_name_max_length'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Announcement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(help_text='What it is about, in a line. Mail programs show some 60 characters.', max_length=120)),
                ('text', models.TextField(help_text='A few paragraphs, with an empty line between them. Plain text: addresses become links.', max_length=5000)),
                ('records', models.CharField(blank=True, help_text='Permanent numbers of up to ten records, such as ICPR-000123. Each must be public when it is sent.', max_length=200)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('confirmed', 'Confirmed'), ('queued', 'Sent to the outbox'), ('cancelled', 'Cancelled')], default='draft', editable=False, max_length=10)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='last changed')),
                ('confirmed_at', models.DateTimeField(editable=False, null=True)),
                ('queued_at', models.DateTimeField(editable=False, null=True)),
                ('queued_for', models.PositiveIntegerField(editable=False, null=True)),
                ('stopped_because', models.CharField(blank=True, editable=False, max_length=300)),
                ('written_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'ordering': ['-pk'],
                'permissions': [('confirm_announcement', 'Can confirm an announcement to all weekly followers'), ('pause_mail', 'Can pause all mail and let it go on')],
            },
        ),
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('username', models.CharField(max_length=150)),
                ('version', models.PositiveIntegerField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('announcement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='confirmations', to='following.announcement')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
                'default_permissions': (),
            },
        ),
        migrations.AddConstraint(
            model_name='announcement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), ('confirmed_at__isnull', False), _connector='OR'), name='announcement_confirmed_has_time'),
        ),
        migrations.AddConstraint(
            model_name='confirmation',
            constraint=models.UniqueConstraint(fields=('announcement', 'user'), name='confirmation_once_a_user'),
        ),
        migrations.RunPython(lay_permissions, migrations.RunPython.noop),
    ]
