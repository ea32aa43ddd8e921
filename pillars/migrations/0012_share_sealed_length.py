from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pillars", "0011_change_names")]

    operations = [migrations.AlterField("plan", "share_sealed", models.CharField(blank=True, max_length=200))]
