from django.db import migrations, models

from icpr.lib.database.indexes import AddIndexMeanwhile


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("resources", "0030_record_clock_written")]

    operations = [
        AddIndexMeanwhile(
            model_name="recordclock",
            index=models.Index(
                condition=models.Q(told_at__isnull=False), fields=["told_at"], name="record_clock_told"
            ),
        ),
    ]
