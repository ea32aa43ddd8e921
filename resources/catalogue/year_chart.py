"""A column chart of how many records each year holds, drawn on the server."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

HEIGHT = 40  # of the highest column, in pixels
MOST_YEARS = 40  # from the first year to the last, for years without a record to be shown as well


@dataclass(frozen=True, slots=True)
class Column:
    """A year and how many records it holds. height: of its column, 3 to 40 pixels, or 0 where there is no record."""

    year: int
    number: int
    height: int
    is_chosen: bool


class YearChart:
    """The columns of a chart, the oldest year first.

    counts: year → records. chosen: the year whose column is marked, as text. Years between that hold nothing have a
    column of no height, unless all are more than forty years.
    """

    def __init__(self, counts: Mapping[int, int], chosen: str = ""):
        self.counts, self.chosen = counts, chosen

    @cached_property
    def columns(self) -> list[Column]:
        years = sorted(self.counts)
        if years and years[-1] - years[0] < MOST_YEARS:
            years = list(range(years[0], years[-1] + 1))
        most = max(self.counts.values(), default=1)
        return [self._column(year, self.counts.get(year, 0), most) for year in years]

    def _column(self, year: int, number: int, most: int) -> Column:
        height = max(round(HEIGHT * number / most), 3) if number else 0
        return Column(year, number, height, str(year) == self.chosen)
