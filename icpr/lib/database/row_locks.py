"""Locking rows until the transaction ends, in the order in which everybody takes locks."""

from django.db.models import F, QuerySet


def lock(rows: QuerySet) -> int:
    """Let nobody else change some rows until the transaction ends. Returns how many there are.

    They are written as they are rather than selected for update: the triggers on writing then take their locks before
    any row's, as they do for every other writer, so that two wait for each other but never in a circle.
    """
    fields = rows.model._meta.concrete_fields
    name = next(field.name for field in fields if not field.primary_key and not field.remote_field)
    return rows.order_by().update(**{name: F(name)})
