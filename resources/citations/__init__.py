"""How a record is cited: four styles for people, three formats for programs, one module each.

Each takes a `Work`, the facts of a record read `for_export()`, and asks the database nothing. What is not known is left
out or said as the style says it; `missing` names it in sentences.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from resources.citations import apa, bibtex_entry, bluebook, chicago, csl_item, mla, ris_record, wording
from resources.citations.missing import missing
from resources.citations.work import Work
from resources.models import Resource


@dataclass(frozen=True, slots=True)
class Style:
    """A style of citation: its name with the edition, and what puts a work together."""

    label: str
    compose: Callable[[Work], str]

    def write(self, record: Resource) -> str:
        """The citation as plain text in one line."""
        return wording.plain(self.compose(Work.of(record)))


STYLES = {
    "apa": Style("APA, 7th edition", apa.compose),
    "chicago": Style("Chicago author-date, 18th edition", chicago.compose),
    "mla": Style("MLA, 9th edition", mla.compose),
    "bluebook": Style("Bluebook, 22nd edition", bluebook.compose),
}


def ris(record: Resource) -> str:
    return ris_record.compose(Work.of(record))


def bibtex(record: Resource) -> str:
    return bibtex_entry.compose(Work.of(record))


def csl(record: Resource) -> dict[str, Any]:
    return csl_item.compose(Work.of(record))


__all__ = ["STYLES", "Style", "bibtex", "csl", "missing", "ris"]
