"""The tables that staff read files into, by name. Each is told here by whatever offers it: the admin of its rows."""

from icpr.lib.exchange.tables import Table

TABLES: dict[str, Table] = {}


def name_of(table: Table) -> str:
    """How a table is called where it has to be found again: "pillars.item"."""
    return table.model._meta.label_lower


def register(table: Table) -> None:
    """Have a table found by its name. Raises ValueError where another has it."""
    if TABLES.setdefault(name_of(table), table) is not table:
        raise ValueError(f"Two tables are of {name_of(table)}.")
