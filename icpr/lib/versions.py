"""Versions of a record, kept by django-reversion: every change with who and when.

The proxies of a table share the history of its records. A revision holds the versions of what is put back together.
Reversion's own revert pages are not used: to show a version they really revert it and roll back, with the signals of the
whole process muted meanwhile, so that on PostgreSQL another editor's save could miss the search index.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import reversion
from django.db.models import Model, QuerySet
from reversion.models import Version


def versions_of(model: type[Model], pk: int) -> QuerySet[Version]:
    """All versions of a record, kept or deleted, latest first."""
    found = Version.objects.get_for_object_reference(model, str(pk))
    return found.select_related("revision__user").order_by("-pk")


def deleted(model: type[Model]) -> QuerySet[Version]:
    """The last version of each deleted record, latest first."""
    return Version.objects.get_deleted(model).select_related("revision__user").order_by("-pk")


def keep_first(record: Model, comment: str = "As it was before the first change here.") -> None:
    """Keep a record that came without history (a fixture, an import) as it stands, before it is changed."""
    if not versions_of(type(record), record.pk).exists():
        keep(record, comment=comment)


def keep(record: Model, *, comment: str, user=None) -> None:
    """Keep a record as it stands in the database."""
    with recorded(user, comment):
        reversion.add_to_revision(record._meta.concrete_model.objects.get(pk=record.pk))


@contextmanager
def recorded(user, comment: str = "") -> Iterator[None]:
    """One transaction and one revision, by a user."""
    with reversion.create_revision():
        reversion.set_user(user)
        reversion.set_comment(comment)
        yield


def record_in(version: Version) -> Model:
    """The record as a version holds it, not saved and without its relations to many."""
    model, values = version.content_type.model_class(), version.field_dict
    names = [field.attname for field in model._meta.concrete_fields]
    return model(**{name: values[name] for name in names if name in values})
