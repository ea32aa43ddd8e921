"""Fixtures into empty tables."""

from django.core.management.commands import loaddata
from django.core.serializers.base import DeserializedObject
from django.db.models import Field, Model
from django.db.models.signals import post_save, pre_save

from icpr.lib import natural_keys


class Command(loaddata.Command):
    """`loaddata` where no row is there before: no natural key is asked for, and new rows of one model that follow each
    other are written at once, as are those of many-to-many relations. These send no `m2m_changed`; the rows themselves
    send all signals. Raises what the database does, but does not say for which row."""

    def loaddata(self, fixture_labels: list[str]) -> None:
        self._waiting: list[Model] = []
        with natural_keys.filling(self._write):
            super().loaddata(fixture_labels)

    def load_label(self, fixture_label: str) -> None:
        self._links: list[tuple[Model, Field, list]] = []
        super().load_label(fixture_label)
        self._write()
        self._write_links()

    def save_obj(self, obj: DeserializedObject) -> bool:
        for name, others in (obj.m2m_data or {}).items():
            self._links.append((obj.object, obj.object._meta.get_field(name), others))
        obj.m2m_data = None
        if self._waiting and type(obj.object) is not type(self._waiting[0]):
            self._write()
        if obj.object.pk is None:
            obj.save = lambda using: self._waiting.append(obj.object)
            natural_keys.remember(obj.object)
        return super().save_obj(obj)

    def _write(self) -> None:
        rows, self._waiting = self._waiting, []
        if not rows:
            return
        model = type(rows[0])
        told = {"raw": True, "using": self.using, "update_fields": None}
        for row in rows:
            pre_save.send(sender=model, instance=row, **told)
        model._base_manager.using(self.using).bulk_create(rows)
        for row in rows:
            post_save.send(sender=model, instance=row, created=True, **told)

    def _write_links(self) -> None:
        throughs: dict[type[Model], list[Model]] = {}
        for row, field, others in self._links:
            through = field.remote_field.through
            near, far = (
                through._meta.get_field(end).attname for end in (field.m2m_field_name(), field.m2m_reverse_field_name())
            )
            ends = ({near: row.pk, far: other} for other in dict.fromkeys(others))
            throughs.setdefault(through, []).extend(through(**pair) for pair in ends)
        for through, links in throughs.items():
            through._default_manager.using(self.using).bulk_create(links)
