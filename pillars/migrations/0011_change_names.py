from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pillars", "0010_plan_calendar_key")]

    operations = [
        migrations.RemoveConstraint(model_name="change", name="change_once_per_form"),
        migrations.RenameField(model_name="change", old_name="once", new_name="idempotency_key"),
        migrations.RenameField(model_name="change", old_name="said", new_name="message"),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.UniqueConstraint(fields=["plan", "idempotency_key"], name="change_once_per_form"),
        ),
    ]
