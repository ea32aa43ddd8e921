"""Values that the database holds unique beside the key of a table: a line may not bring one that another row has."""

from functools import cached_property

from icpr.lib.exchange.outcome import Line
from icpr.lib.exchange.tables import Table


class Taken:
    """Who has which value, as the lines of one file are read in their order. One query a column that is changed."""

    def __init__(self, table: Table):
        self.table = table

    @cached_property
    def _holders(self) -> dict[str, dict]:
        """Name of a field → value → primary key of the row that has it."""
        rows, values = self.table.model._base_manager, self.table.unique_values
        return {name: dict(rows.values_list(field, "pk")) for name, (field, _) in values.items()}

    def problems(self, line: Line) -> list[tuple[str, str]]:
        """The columns of a line whose values others have, with the reasons. The line's values are taken from then on.

        Rows are saved one after the other, so that two of them cannot change places in one file.
        """
        problems = []
        for change in line.changes:
            if (name := change.column.field.name) not in self.table.unique_values:
                continue
            value = self.table.unique_values[name][1](line.row)
            if value not in (None, "") and self._holders[name].setdefault(value, line.pk) != line.pk:
                what = self.table.model._meta.verbose_name
                problems.append((change.column.name, f"Another {what} has “{str(change.after)[:80]}” already."))
        return problems
