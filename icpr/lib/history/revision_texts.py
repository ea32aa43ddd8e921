"""What a record holds, in words: what staff compare before they put a version back."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db.models import Field, Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst

from icpr.lib.history.revisions import lost


def texts(record: Model, relations: Mapping[str, Iterable], unshown: Collection[str] = ()) -> dict[str, str]:
    """A record's fields, then its relations (field → keys) by name, as text by label; `unshown` names fields."""
    found = {
        capfirst(str(field.verbose_name)): field_text(record, field)
        for field in record._meta.concrete_fields
        if field.name not in unshown
    }
    for name, keys in relations.items():
        field = record._meta.get_field(name)
        found[capfirst(str(field.verbose_name))] = names_of(field.related_model, list(keys))
    return found


def names_of(model: type[Model], keys: Collection) -> str:
    """The names of the rows with some keys, in the order of the model; of those deleted since as they were."""
    names = [str(row) for row in model.objects.filter(pk__in=keys)]
    return ", ".join([*names, *(f"{name} (deleted since)" for name in lost(model, keys))])


def field_text(record: Model, field: Field) -> str:
    if field.is_relation:
        return _related_text(getattr(record, field.attname), field.related_model)
    if field.choices:
        return str(getattr(record, f"get_{field.name}_display")())
    value = getattr(record, field.name)
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _related_text(key, model: type[Model]) -> str:
    if key is None:
        return ""
    there = model.objects.filter(pk=key).first()
    return str(there) if there else f"{lost(model, [key])[0]} (deleted since)"


def moment_text(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "N j, Y, P")
