"""A list cut in pages: which one is shown for a number as it was typed, and the addresses of its neighbours."""

from collections.abc import Callable

from icpr.lib.query.notices import Notice, printable, quote


def page_number(typed: str, last: int) -> tuple[int, list[Notice]]:
    """The page to show for a number as it was typed, and what to tell the reader if it is not that one."""
    if not typed:
        return 1, []
    if not typed.isdecimal() or int(typed[:12]) < 1:
        return 1, [Notice("page", f"{quote(typed)} is not a page number, so this is the first page.")]
    if len(typed) > 12 or int(typed) > last:
        return last, [Notice("page", f"There is no page {quote(typed)}; this is the last one, page {last}.")]
    return int(typed), []


class Pages:
    """Where a reader is in a list of `total` records, `size` to a page. `notices` says what was wrong with the number.

    `address_of` gives the query string of a page, "" for the first of a list without limits. Addresses given here are
    relative: "?" alone stands for that one, "" for none.
    """

    def __init__(self, typed: str, total: int, size: int, address_of: Callable[[int], str]):
        self.total, self.size, self.address_of = total, size, address_of
        self.last = max(1, -(-total // size))
        self.number, self.notices = page_number(printable(typed), self.last)

    @property
    def label(self) -> str:
        """What tells this page from the first: "page 2"; "" for the first."""
        return f"page {self.number}" if self.number > 1 else ""

    @property
    def query_string(self) -> str:
        """The query string of this page, for its canonical address."""
        return self.address_of(self.number)

    @property
    def start(self) -> int:
        """How many records stand before this page."""
        return (self.number - 1) * self.size

    @property
    def stop(self) -> int:
        return min(self.start + self.size, self.total)

    @property
    def shown(self) -> tuple[int, int]:
        """The places of the first and the last record on this page, counted from 1."""
        return self.start + 1, self.stop

    @property
    def previous_url(self) -> str:
        return self.address_of(self.number - 1) or "?" if self.number > 1 else ""

    @property
    def next_url(self) -> str:
        return self.address_of(self.number + 1) if self.number < self.last else ""

    @property
    def first_url(self) -> str:
        return self.address_of(1) or "?"

    @property
    def last_url(self) -> str:
        return self.address_of(self.last) or "?"
