"""Natural keys while fixtures fill empty tables: Django asks the database for each as often as it is met, and for each
new row whether there is one of that key. These were half of the work."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import NamedTuple

from django.db.models import Model
from django.db.models.signals import post_save

# Model → natural key → row, of the tables that were empty when they were first asked; of others None.
Known = dict[type[Model], dict[tuple, Model] | None]


class _Filling(NamedTuple):
    known: Known
    write: Callable[[], None]


_filling: ContextVar[_Filling | None] = ContextVar("natural_keys_filling", default=None)


@contextmanager
def filling(write: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Within, nobody else adds to tables that were empty: what was not added here is not there. write: is called to
    write the rows that were remembered and wait, when one of them is asked for."""
    token = _filling.set(_Filling({}, write))
    post_save.connect(_saved)
    try:
        yield
    finally:
        post_save.disconnect(_saved)
        _filling.reset(token)


def remembered(get: Callable[..., Model]) -> Callable[..., Model]:
    """Decorates `get_by_natural_key` of a manager or query set."""

    @wraps(get)
    def found(self, *key) -> Model:
        if (rows := _rows_of(self.model)) is None:
            return get(self, *key)
        if key not in rows:
            raise self.model.DoesNotExist(f"There is no {self.model._meta.verbose_name} {key}.")
        if rows[key].pk is None:
            _filling.get().write()
        return rows[key]

    return found


def remember(instance: Model) -> None:
    """A row that is added now, or waits to be."""
    filling = _filling.get()
    rows = filling and filling.known.get(instance._meta.concrete_model)
    if rows is not None:
        rows[instance.natural_key()] = instance


def _rows_of(model: type[Model]) -> dict[tuple, Model] | None:
    filling, concrete = _filling.get(), model._meta.concrete_model
    if filling is None:
        return None
    if concrete not in filling.known:
        filling.known[concrete] = None if concrete._base_manager.exists() else {}
    return filling.known[concrete]


def _saved(sender: type[Model], instance: Model, **told) -> None:
    remember(instance)
