"""Days written as 3/4/2025: which of the two stands first is asked where the column itself does not show it."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from icpr.lib.exchange.sheets import Row

WRITTEN = re.compile(r"\s*(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:\s+0?0:00(?::00)?)?\s*", re.ASCII)
DAY, MONTH = "day", "month"
EITHER, SAME = "either", "same"  # 3/4/2025 may be read both ways, and 4/4/2025 is the same both ways
SAMPLES = 3
Seen = dict[str, list]


def seen_in(rows: Iterable[Row]) -> dict[str, Seen]:
    """What the cells of each column show, by its place: samples of days that may be read both ways, of those that begin
    with the day for certain, and of those that begin with the month. Columns without such days are left out."""
    found: dict[str, Seen] = {}
    for row in rows:
        for place, cell in enumerate(row.cells):
            if len(cell) < 24 and (written := WRITTEN.fullmatch(cell)):
                samples = found.setdefault(str(place), {}).setdefault(_kind(written), [])
                if len(samples) < SAMPLES and cell not in samples:
                    samples.append(cell)
    return found


def _kind(written: re.Match) -> str:
    first, second = int(written[1]), int(written[3])
    if first == second:
        return SAME
    return DAY if first > 12 else MONTH if second > 12 else EITHER


def order_of(seen: Mapping[str, list], answer: str = "") -> str:
    """Which stands first in a column: what was answered, or what its cells show if they show one; "" is to be asked."""
    if answer in {DAY, MONTH}:
        return answer
    shown = [order for order in (DAY, MONTH) if order in seen]
    return shown[0] if len(shown) == 1 else MONTH if set(seen) == {SAME} else ""


def iso(cell: str, order: str) -> str:
    """A cell as year-month-day, if it is a day written in that order; else as it is."""
    if not (written := WRITTEN.fullmatch(cell)):
        return cell
    first, second, year = int(written[1]), int(written[3]), int(written[4])
    month, day = (second, first) if order == DAY else (first, second)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return cell
