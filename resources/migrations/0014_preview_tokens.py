from django.core.signing import Signer
from django.db import migrations, models

from icpr.lib import tokens


def keep_addresses(apps, schema_editor) -> None:
    """Give every link the token it has had: the number of its row and a signature."""
    signer = Signer(salt="resources.preview")
    links = apps.get_model("resources", "PreviewLink").objects
    for pk in links.values_list("pk", flat=True):
        token = signer.sign(pk)
        sealed = tokens.seal(token, "resources.preview")
        links.filter(pk=pk).update(token_hash=tokens.hash_of(token), token_sealed=sealed)


class Migration(migrations.Migration):
    dependencies = [("resources", "0013_body_length")]

    operations = [
        migrations.AddField("previewlink", "token_hash", models.CharField(editable=False, max_length=64, null=True)),
        migrations.AddField(
            "previewlink", "token_sealed", models.CharField(default="", editable=False, max_length=200), False
        ),
        migrations.RunPython(keep_addresses, migrations.RunPython.noop),
        migrations.AlterField(
            "previewlink", "token_hash", models.CharField(editable=False, max_length=64, unique=True)
        ),
    ]
