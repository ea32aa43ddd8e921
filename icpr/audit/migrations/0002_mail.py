from django.db import migrations, models


class Migration(migrations.Migration):
    """A kind of event more; the database is left as it is."""

    dependencies = [("audit", "0001_audit")]

    operations = [
        migrations.AlterField(
            "auditentry",
            "event",
            models.CharField(
                choices=[
                    ("signed-in", "Signed in"),
                    ("refused", "Refused"),
                    ("signed-out", "Signed out"),
                    ("session", "Session ended"),
                    ("second-factor", "Second factor changed"),
                    ("account", "Account changed"),
                    ("group", "Group changed"),
                    ("export", "Exported"),
                    ("mail", "Mail to followers"),
                ],
                max_length=20,
            ),
        )
    ]
