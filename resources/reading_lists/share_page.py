"""What the share page shows of each entry: what it is of, and the way to its document."""

from dataclasses import dataclass

from django.db.models import prefetch_related_objects

from resources.catalogue.opening import Opening, Way
from resources.reading_lists.contents import Shown


@dataclass(frozen=True, slots=True)
class Row:
    """way: to the file or to the address that leads nearest to the work; None where none is known or it is no work."""

    shown: Shown
    way: Way | None


def rows(groups: list[tuple[str, list[Shown]]]) -> list[tuple[str, list[Row]]]:
    """The entries under the names of their groups, each with the way to its document; one query."""
    prefetch_related_objects([each.record for _, some in groups for each in some if each.record], "documents")
    return [(name, [Row(each, _way(each)) for each in some]) for name, some in groups]


def _way(shown: Shown) -> Way | None:
    if shown.record is None or shown.is_missing:
        return None
    opening = Opening(shown.record)
    return opening.way_to(shown.document) if shown.document else opening.first
