"""One tag for near-equal names: the one most records have keeps its name, the others' links and addresses go to it."""

from collections import defaultdict

from django.db import migrations, models

from icpr.lib.folding import fold, key_of


def merge(apps, schema_editor):
    alias = schema_editor.connection.alias
    tags = apps.get_model("resources", "Tag").objects.using(alias)
    links = apps.get_model("resources", "TaggedResource").objects.using(alias)
    former = apps.get_model("pillars", "FormerAddress").objects.using(alias)
    by_key = defaultdict(list)
    for tag in tags.annotate(uses=models.Count("tagged_items")).order_by("-uses", "pk"):
        by_key[(key_of(tag.name) or fold(tag.name))[:200]].append(tag)
    for key, (kept, *others) in by_key.items():
        tags.filter(pk=kept.pk).update(key=key)
        for other in others:
            there = links.filter(tag_id=kept.pk).values("content_object_id")
            links.filter(tag_id=other.pk).exclude(content_object_id__in=there).update(tag_id=kept.pk)
            former.filter(kind="resources.tag", term=other.pk).update(term=kept.pk)
            former.update_or_create(kind="resources.tag", slug=other.slug, defaults={"term": kept.pk})
            tags.filter(pk=other.pk).delete()


class Migration(migrations.Migration):
    dependencies = [("pillars", "0009_former_addresses"), ("resources", "0010_term_help_texts")]

    operations = [
        migrations.AddField("tag", "key", models.CharField(max_length=200, default="", editable=False)),
        migrations.RunPython(merge, migrations.RunPython.noop),
    ]
