"""The dates that a list in the admin offers to choose from, of a table too large to look at each row."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from django.db import connection
from django.db.models import Model

MOST_YEARS = 400  # SQLite joins no more than 500 questions


class DatesOfAll:
    """What Django's date hierarchy asks of a query set, answered for a whole table by the index of its column.

    asked: the parameters of the list, of which the year and the month that were chosen count.
    """

    def __init__(self, model: type[Model], name: str, asked: Mapping[str, str]):
        self.model, self.field = model, model._meta.get_field(name)
        self.year, self.month = (asked.get(f"{name}__{part}") for part in ("year", "month"))

    def aggregate(self, **_) -> dict[str, date | None]:
        """The first and the last day of all."""
        return dict(zip(("first", "last"), self._ends(), strict=True))

    def dates(self, _, kind: str) -> list[date]:
        """The first day of each year, month or day ("year", "month", "day") of what was chosen that has any row."""
        spans = list(self._spans(kind))
        column, table = (connection.ops.quote_name(n) for n in (self.field.column, self.model._meta.db_table))
        one = f"SELECT MIN({column}) FROM {table} WHERE {column} >= %s AND {column} < %s"
        ends = [connection.ops.adapt_datefield_value(day) for span in spans for day in span]
        if not spans:
            return []
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join([one] * len(spans)), ends)
            found = [self._day(value) for (value,) in cursor.fetchall() if value is not None]
        return sorted(start for start, end in spans if any(start <= day < end for day in found))

    def _ends(self) -> tuple[date | None, date | None]:
        rows = self.model._base_manager.filter(**{f"{self.field.name}__isnull": False})
        days = rows.values_list(self.field.name, flat=True)
        return days.order_by(self.field.name).first(), days.order_by(f"-{self.field.name}").first()

    def _spans(self, kind: str) -> Iterator[tuple[date, date]]:
        if kind == "year":
            first, last = self._ends()
            years = range(max(first.year, last.year - MOST_YEARS + 1), last.year + 1) if first else ()
            yield from ((date(year, 1, 1), date(year + 1, 1, 1)) for year in years)
            return
        first, _ = self._ends() if not (self.year and self.month) else (None, None)
        start = date(int(self.year or first.year), int(self.month or first.month) if kind == "day" else 1, 1)
        step = _next_month if kind == "month" else _next_day
        stop = _next_month(start) if kind == "day" else start.replace(year=start.year + 1)
        while start < stop:
            yield start, step(start)
            start = step(start)

    @staticmethod
    def _day(value: date | str) -> date:
        return date.fromisoformat(value) if isinstance(value, str) else value


def _next_day(day: date) -> date:
    return day + timedelta(days=1)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
