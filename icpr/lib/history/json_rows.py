"""Rows as JSON, as versions and fixtures hold them: Django's own form, but times keep their microseconds."""

from datetime import datetime

from django.core.serializers.json import Deserializer, DjangoJSONEncoder
from django.core.serializers.json import Serializer as DjangoSerializer
from django.db.models import ManyToManyField, Model

__all__ = ["Deserializer", "Serializer"]


class Encoder(DjangoJSONEncoder):
    def default(self, o):
        """Django would cut a time to the millisecond, and what is put back would not be what it was."""
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


class Serializer(DjangoSerializer):
    def _init_options(self) -> None:
        self.options.setdefault("cls", Encoder)
        super()._init_options()

    def handle_m2m_field(self, obj: Model, field: ManyToManyField) -> None:
        """Of rows that are at hand, without the query that Django builds for each relation and then does not ask."""
        held = getattr(obj, "_prefetched_objects_cache", {}).get(field.name)
        if held is None or self.use_natural_foreign_keys or not field.remote_field.through._meta.auto_created:
            super().handle_m2m_field(obj, field)
        else:
            self._current[field.name] = [self._value_from_field(row, row._meta.pk) for row in held]
