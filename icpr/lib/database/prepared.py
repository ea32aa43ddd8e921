"""Queries for rows by their keys, made into SQL once: for short lists Django takes longer to write it than the database
to answer.

    public = Prepared(Resource, lambda at, keys: Resource.objects.published(at).filter(pk__in=keys))
    public.rows(now, [3, 1, 2])     # model instances, in no order
"""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cache
from typing import Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
SIZES = (1, 8, 24, 64, 256)  # how many keys one statement takes
# Stand for the moment and the keys while the statement is written; nothing else in it is likely to be the same.
MOMENT, FIRST_KEY = datetime(1877, 7, 7, 7, 7, 7, 777_777, tzinfo=UTC), 7_777_777_000


class Prepared(Generic[M]):
    """Takes a model, and a function that gives the query set of its rows for a moment and some keys. What else decides
    may not change."""

    def __init__(self, model: type[M], make: Callable[[datetime, list[int]], QuerySet[M]]):
        self.model, self._make = model, make
        self._statement = cache(self._written)

    def rows(self, at: datetime, keys: Iterable[int]) -> list[M]:
        """The rows of the keys as model instances, in no order; for the moment `at`."""
        wanted, found = list(dict.fromkeys(keys)), []
        moment = connection.ops.adapt_datetimefield_value(at)
        for start in range(0, len(wanted), SIZES[-1]):
            part = wanted[start : start + SIZES[-1]]
            size = next(size for size in SIZES if size >= len(part))
            sql, params = self._statement(size, connection.vendor)
            part += part[-1:] * (size - len(part))
            given = [moment if kind is None else part[kind] if is_key else kind for is_key, kind in params]
            found += self.model._base_manager.raw(sql, given)
        return found

    def _written(self, size: int, vendor: str) -> tuple[str, list[tuple[bool, object]]]:
        """The statement for so many keys, and its parameters: (True, place of the key), (False, None) for
        the moment, or (False, a value)."""
        rows = self._make(MOMENT, list(range(FIRST_KEY, FIRST_KEY + size)))
        sql, params = rows.query.sql_with_params()
        moment = connection.ops.adapt_datetimefield_value(MOMENT)
        keys = range(FIRST_KEY, FIRST_KEY + size)
        return sql, [_parameter(each, moment, keys) for each in params]


def _parameter(value: object, moment: object, keys: range) -> tuple[bool, object]:
    if isinstance(value, int) and value in keys:
        return True, value - keys.start
    return False, None if value == moment else value
