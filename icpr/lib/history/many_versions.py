"""Many rows kept at once as they stand, before they are changed: in three statements, each in a revision of its own."""

from collections.abc import Iterable, Mapping

from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.db import router
from django.db.models import Model
from django.utils import timezone
from reversion.models import Revision, Version
from reversion.revisions import _get_options  # there is no public way to what was registered

from icpr.lib.history.revisions import AS_IT_WAS, UNRECORDED
from icpr.lib.history.version_fields import is_in


def keep_unrecorded(records: Iterable[Model], last: Mapping[str, Version]) -> dict[str, Version]:
    """Keep each of some rows of a table as it stands, if its last version is another; see `revisions.save_unrecorded`.

    last: key, as text → last version. Rows and what belongs to them are taken as they were read: what is prefetched
    costs no statement. Returns the versions that are new: key → version.
    """
    wanted = [record for record in records if (kept := last.get(str(record.pk))) is None or not is_in(record, kept)]
    now, comments = timezone.now(), {True: UNRECORDED, False: AS_IT_WAS}
    revisions = [Revision(date_created=now, comment=comments[str(record.pk) in last]) for record in wanted]
    Revision.objects.bulk_create(revisions)
    own, parts = {}, []
    for record, revision in zip(wanted, revisions, strict=True):
        own[str(record.pk)] = _version(record, revision)
        parts += [_version(part, revision) for name in _follow(record) for part in getattr(record, name).all()]
    Version.objects.bulk_create([*own.values(), *parts], batch_size=500)
    return own


def forget(versions: Iterable[Version]) -> None:
    """Take such versions back, of rows that were not changed after all."""
    if keys := [version.revision_id for version in versions]:
        Revision.objects.filter(pk__in=keys).delete()


def _follow(record: Model) -> Iterable[str]:
    return _get_options(type(record)).follow


def _version(row: Model, revision: Revision) -> Version:
    """As reversion makes it."""
    options = _get_options(type(row))
    return Version(
        revision=revision,
        content_type=ContentType.objects.get_for_model(row),
        object_id=str(row.pk),
        db=router.db_for_write(type(row), instance=row),
        format=options.format,
        serialized_data=serializers.serialize(options.format, (row,), fields=options.fields),
        object_repr=str(row),
    )
