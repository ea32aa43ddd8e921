"""JSON as our own tables are exported: a list of objects, one a row."""

import json
from io import BytesIO

from icpr.lib.confined.limits import Refused
from icpr.lib.exchange.readers.found import Found, table_of

NO_LIST = "The file holds no list of rows. Take one that this library exported as JSON."


def read(file: BytesIO, kind: str) -> Found:
    try:
        held = json.loads(file.getvalue().decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Refused("The file is not JSON that can be read.") from error
    rows = held.get("rows") if isinstance(held, dict) else held
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Refused(NO_LIST)
    return table_of(
        ({name: text_of(value, name, number) for name, value in row.items()} for number, row in enumerate(rows, 1)), []
    )


def text_of(value: object, name: str, number: int) -> str:
    """A value as the cell that says the same."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case str():
            return value.replace("\x00", "")
        case int() | float():
            return str(value)
        case list() if all(isinstance(each, str) for each in value):
            return "\n".join(value)  # every cell of several values is parted by the ends of lines, too
    raise Refused(f"Row {number} holds under “{name[:40]}” what no cell can say.")
