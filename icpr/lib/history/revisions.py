"""Versions of a record, kept by django-reversion: every change with who and when.

The proxies of a table share the history of its records. A revision holds the versions of what is put back together.
Reversion's own revert pages are not used: to show a version they really revert it and roll back, with the signals of
the whole process muted meanwhile, so that on PostgreSQL another editor's save could miss the search index.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain

import reversion
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError
from django.db.models import Max, Model, QuerySet
from django.utils.text import capfirst
from reversion.errors import RevertError
from reversion.models import Version

from icpr.lib.history.version_fields import is_in

AS_IT_WAS = "As it was before the first change here."
UNRECORDED = "As it was, after a change that was not recorded."


def versions_of(model: type[Model], pk: int) -> QuerySet[Version]:
    """All versions of a record, kept or deleted, latest first."""
    found = Version.objects.get_for_object_reference(model, str(pk))
    return found.select_related("revision__user").order_by("-pk")


def deleted(model: type[Model]) -> QuerySet[Version]:
    """The last version of each deleted record, latest first."""
    return Version.objects.get_deleted(model).select_related("revision__user").order_by("-pk")


def save_first_revision(record: Model, comment: str = AS_IT_WAS) -> None:
    """Keep a record that came without history (a fixture, an import) as it stands, before it is changed."""
    if not versions_of(type(record), record.pk).exists():
        save_revision(record, comment=comment)


def save_unrecorded(record: Model, last: Version | None) -> Version:
    """Keep a record as it stands if its last version is another, as after a change by a fixture, a command or by hand.

    Returns the version that holds it as it stands.
    """
    if last is None or not is_in(record, last):
        save_revision(record, comment=UNRECORDED if last else AS_IT_WAS)
        last = versions_of(type(record), record.pk)[0]
    return last


def latest_versions(model: type[Model], keys: Iterable) -> dict[str, Version]:
    """The last version of each of some records, kept or deleted: key, as text → version with its revision."""
    found = Version.objects.get_for_model(model).filter(object_id__in=map(str, keys))
    last = found.order_by().values("object_id").annotate(last=Max("pk")).values("last")
    versions = Version.objects.filter(pk__in=last).select_related("content_type", "revision__user")
    return {version.object_id: version for version in versions}


def save_revision(record: Model, *, comment: str, user=None, carried: Iterable[str] = ()) -> None:
    """Keep a record as it stands in the database, with what hangs on it by the relations named `carried`."""
    with recorded(user, comment):
        stored = record._meta.concrete_model.objects.get(pk=record.pk)
        for one in chain([stored], *(getattr(stored, name).all() for name in carried)):
            reversion.add_to_revision(one)


@contextmanager
def recorded(user, comment: str = "", *, explicit: bool = False, atomic: bool = True) -> Iterator[None]:
    """One transaction and one revision, by a user. With `atomic` False the transaction is the caller's.

    Everything that is saved is added to it, and read anew for that each time; with `explicit` only what is added by
    `reversion.add_to_revision`, as it then stands.
    """
    with reversion.create_revision(manage_manually=explicit, atomic=atomic):
        reversion.set_user(user)
        reversion.set_comment(comment)
        yield


def record_in(version: Version) -> Model:
    """The record as a version holds it, not saved and without its relations to many."""
    model, values = version.content_type.model_class(), version.field_dict
    names = [field.attname for field in model._meta.concrete_fields]
    return model(**{name: values[name] for name in names if name in values})


def fields_in(version: Version) -> set[str]:
    """The fields a version holds; those that came to the table later are not among them."""
    return set(json.loads(version.serialized_data)[0]["fields"])


def relations_in(version: Version) -> dict[str, list]:
    """The relations to many a version holds: field → keys."""
    held = fields_in(version)
    names = [field.name for field in version.content_type.model_class()._meta.many_to_many if field.name in held]
    return {name: list(version.field_dict.get(name, ())) for name in names}


def carried_in(version: Version, relations: Iterable[str]) -> list[Version]:
    """The versions of what hung on a record by these relations and was kept together with it."""
    meta = version.content_type.model_class()._meta
    models = [meta.get_field(name).related_model for name in relations]
    others = version.revision.version_set.select_related("content_type").order_by("pk")
    return [other for other in others if other.content_type.model_class() in models]


def lost(model: type[Model], keys: Iterable) -> list[str]:
    """What those of the keys that lead to no record any more were called; "one" where no name was kept."""
    wanted = {str(key) for key in keys}
    gone = wanted - {str(key) for key in model._base_manager.filter(pk__in=wanted).values_list("pk", flat=True)}
    named = {}
    if gone and reversion.is_registered(model):
        kept = Version.objects.get_for_model(model).filter(object_id__in=gone).order_by("pk")
        named = {key: f"“{name}”" for key, name in kept.values_list("object_id", "object_repr")}
    return sorted(named.get(key, "one") for key in gone)


def restore(version: Version, *, user, comment: str, carried: Iterable[str] = ()) -> tuple[Model, list[str]]:
    """Make a record again what it was in a version, by ordinary saves, and record that as a change of its own.

    A deleted record comes back with what was kept with it by the relations named `carried`. Columns nobody edits, such
    as times of changes, are left to the save. Returns the record and what could not come back because it was deleted
    since. Raises `ValidationError` with the reasons, and changes nothing, when the version breaks a rule that holds
    today.
    """
    model = version.content_type.model_class()
    before = model._base_manager.filter(pk=version.object_id).first()
    if before:
        save_unrecorded(before, versions_of(model, before.pk).first())
    try:
        with recorded(user, comment):
            record, missing = write(version, before)
            for other in carried_in(version, carried) if before is None else ():
                missing += write(other, None)[1]
    except IntegrityError as error:
        raise ValidationError("This version clashes with another record.") from error
    except RevertError as error:
        raise ValidationError(str(error)) from error
    return record, missing


def write(version: Version, record: Model | None) -> tuple[Model, list[str]]:
    """Save one record, there or deleted, as it is in a version.
    References to what is gone are left out and returned."""
    then, held, missing = record_in(version), fields_in(version), []
    record = record or type(then)(pk=then.pk)
    for field in record._meta.concrete_fields:
        if field.name not in held or not field.editable:
            continue
        value = getattr(then, field.attname)
        if field.is_relation and value is not None and (gone := lost(field.related_model, [value])):
            if not field.null:
                raise ValidationError(f"{capfirst(field.verbose_name)}: {gone[0]} was deleted. Recover that first.")
            missing.append(f"{field.verbose_name}: {gone[0]}")
            value = None
        setattr(record, field.attname, value)
    _check(record)
    record.save()
    for name, keys in relations_in(version).items():
        field = record._meta.get_field(name)
        getattr(record, name).set(field.related_model._base_manager.filter(pk__in=keys))
        if gone := lost(field.related_model, keys):
            missing.append(f"{field.verbose_name}: {', '.join(gone)}")
    reversion.add_to_revision(record)
    return record, missing


def _check(record: Model) -> None:
    """Raise `ValidationError` with each reason as a sentence that names its field."""
    try:
        record.full_clean()
    except ValidationError as error:
        reasons = []
        for name, said in error.message_dict.items():
            label = "" if name == NON_FIELD_ERRORS else f"{capfirst(record._meta.get_field(name).verbose_name)}: "
            reasons += [f"{label}{text}" for text in said]
        raise ValidationError(reasons) from error
