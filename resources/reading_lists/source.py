"""A reading list as what forms write: its records in its order, and beside them all that it holds."""

from collections.abc import Iterable

from icpr.lib.query.notices import Notice
from resources.catalogue.listing import Chosen
from resources.reading_lists import contents
from resources.reading_lists.contents import Shown
from resources.reading_lists.models import ReadingList

NAMED, UNNAMED = 3, "one without a name"  # entries named in a notice


class ListSource(Chosen):
    """kept: the list. groups: its entries as they are now, under the names of their groups; shown: all of them in that
    order. address: of the page where others read it, "" for a list that only its private address opens: what is taken
    away may be passed on, that must not.

    Its records are those of its entries, each once, also those that its documents belong to. Its total is that of its
    entries, of which some may be no works that can be cited.
    """

    def __init__(self, kept: ReadingList, address: str = ""):
        self.kept = kept
        self.groups = contents.groups(contents.read(kept.entries.in_order()))
        self.shown = [each for _, some in self.groups for each in some]
        records = dict.fromkeys(each.record.pk for each in self.shown if each.record)
        super().__init__(address, records, title=str(kept))

    @property
    def total(self) -> int:
        return len(self.shown)

    @property
    def address(self) -> str:
        return self.path


def not_cited(shown: Iterable[Shown]) -> list[Notice]:
    """What readers of citations are told of entries that are not among them; nothing if all are."""
    others = [each.title or UNNAMED for each in shown if each.record is None]
    if not others:
        return []
    named = "; ".join(others[:NAMED]) + (f"; and {len(others) - NAMED} more" if others[NAMED:] else "")
    what = (
        "1 entry that is gone or is not a published work"
        if len(others) == 1
        else (f"{len(others)} entries that are gone or are not published works")
    )
    return [Notice("", f"Citations leave out {what}: {named}.")]
