"""Natural keys while fixtures fill empty tables: Django asks the database for each as often as it is met, and for each
new row whether there is one of that key. These were half of the work."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps

from django.db.models import Model
from django.db.models.signals import post_save

# Model → natural key → row, of the tables that were empty when they were first asked; of others None.
Known = dict[type[Model], dict[tuple, Model] | None]
_known: ContextVar[Known | None] = ContextVar("natural_keys_known", default=None)


@contextmanager
def filling() -> Iterator[None]:
    """Within, nobody else adds to tables that were empty: what was not added here is not there."""
    token = _known.set({})
    post_save.connect(_remember)
    try:
        yield
    finally:
        post_save.disconnect(_remember)
        _known.reset(token)


def remembered(get: Callable[..., Model]) -> Callable[..., Model]:
    """Decorates `get_by_natural_key` of a manager or query set."""

    @wraps(get)
    def found(self, *key) -> Model:
        if (rows := _rows_of(self.model)) is None:
            return get(self, *key)
        if key not in rows:
            raise self.model.DoesNotExist(f"There is no {self.model._meta.verbose_name} {key}.")
        return rows[key]

    return found


def _rows_of(model: type[Model]) -> dict[tuple, Model] | None:
    known, concrete = _known.get(), model._meta.concrete_model
    if known is not None and concrete not in known:
        known[concrete] = None if concrete._base_manager.exists() else {}
    return known and known[concrete]


def _remember(sender: type[Model], instance: Model, **told) -> None:
    rows = (_known.get() or {}).get(sender._meta.concrete_model)
    if rows is not None:
        rows[instance.natural_key()] = instance
