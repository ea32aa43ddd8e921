from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("pillars", "0012_share_sealed_length")]

    operations = [migrations.RemoveField("plan", "mailed_once")]
