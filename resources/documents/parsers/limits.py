"""What reading one document may cost at most."""

from dataclasses import dataclass

from icpr.lib.confined import limits


@dataclass(frozen=True, kw_only=True)
class Limits(limits.Limits):
    """Beside memory and time: pages read, characters kept in all and of one page."""

    pages: int = 2_000
    text: int = 8_000_000
    page_text: int = 60_000
