"""Records that were public before their clocks were kept get one: of when each last changed, the row's own time is the
best that is known."""

from django.db import migrations

BATCH = 2_000


def set_clocks(apps, schema_editor):
    alias = schema_editor.connection.alias
    Resource, RecordClock = (apps.get_model("resources", name) for name in ("Resource", "RecordClock"))
    rows = Resource.objects.using(alias).filter(status__in=("published", "withdrawn"), publish_at__isnull=False)
    clocks = (
        RecordClock(
            number=row.number,
            record_id=row.pk,
            is_live=row.status == "published",
            publish_at=row.publish_at,
            expire_at=row.expire_at if row.status == "published" else None,
            first_public_at=row.publish_at if row.status == "withdrawn" else None,
            written_at=(row.withdrawn_at if row.status == "withdrawn" else None) or row.updated_at,
            title=row.title,
            kind=row.kind,
            slug=row.slug,
            reason=row.withdrawn_reason,
        )
        for row in rows.defer("body", "in_brief", "staff_note").iterator(chunk_size=BATCH)
    )
    RecordClock.objects.using(alias).bulk_create(clocks, batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("resources", "0025_record_clock")]

    operations = [migrations.RunPython(set_clocks, migrations.RunPython.noop)]
