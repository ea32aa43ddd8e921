"""The fields a version holds, beside those of the record as it is stored: what has become another."""

import json
from datetime import datetime

from django.core import serializers
from django.db.models import DateTimeField, Model, QuerySet
from reversion.models import Version


def with_relations(records: QuerySet) -> QuerySet:
    """The same records with the relations that versions of them hold, in a fixed number of queries."""
    return records.prefetch_related(*_relations(records.model))


def is_in(record: Model, version: Version) -> bool:
    """Whether a version holds all of a record's fields as they are stored."""
    held, now = _both(record, version)
    return held == now


def differing_fields(record: Model, version: Version) -> set[str]:
    """The fields that a record and a version hold otherwise, but for stamps of time and columns the table got since.

    All of them when nobody can read the version.
    """
    held, now = _both(record, version)
    stamps = {field.name for field in record._meta.concrete_fields if getattr(field, "auto_now", False)}
    return {name for name in now.keys() - stamps if name in held or not held if now[name] != held.get(name)}


def _relations(model: type[Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_model._meta.local_many_to_many if field.serialize]


def _both(record: Model, version: Version) -> tuple[dict, dict]:
    """The fields of a version, and those of a record as it stands; as exactly as the version holds a time, which once
    were thousandths of a second."""
    held, now = _fields(version.serialized_data, record), _fields(serializers.serialize("json", [record]), record)
    cut = {name for name, then in held.items() if isinstance(then, datetime) and not then.microsecond % 1000}
    for name in cut:
        if moment := now.get(name):
            now[name] = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    return held, now


def _fields(serialized: str, record: Model) -> dict:
    """The fields of one serialized record, none of an unreadable one.

    Time zones and the order of related rows say nothing.
    """
    try:
        fields = json.loads(serialized)[0]["fields"]
    except ValueError:
        return {}
    moments = [field for field in record._meta.concrete_fields if isinstance(field, DateTimeField)]
    fields |= {field.name: field.to_python(fields[field.name]) for field in moments if field.name in fields}
    return fields | {name: sorted(fields[name]) for name in _relations(type(record)) if name in fields}
