"""What a file would do to a table, line by line. Nothing is changed here. See `icpr.lib.exchange.apply`."""

from icpr.lib.exchange.line_reader import LineReader
from icpr.lib.exchange.outcome import DryRun
from icpr.lib.exchange.sheets import Sheet, sheet_of_csv
from icpr.lib.exchange.tables import Table


def dry_run(table: Table, source: Sheet | str) -> DryRun:
    """What a sheet, or the text of a CSV file, would do. Rows it does not name are left alone. Raises Unreadable."""
    sheet = source if isinstance(source, Sheet) else sheet_of_csv(source, table.most_lines)
    columns, unread = table.columns_under(sheet.heads)
    reader = LineReader(table, columns)
    outcome = DryRun(list(reader.lines(sheet.rows)), unread)
    table.check_file(reader.rows.values(), outcome.added)
    return outcome
