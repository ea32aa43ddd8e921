"""What the reader of a list is to be told of the search, in the order of its weight."""

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from icpr.lib.query.notices import Notice
from resources import search
from resources.catalogue.criteria import Criteria

SHOWN_NAMES = 3


class Note(NamedTuple):
    """One sentence about a search. `link` leads to `url`, the address of another search; it stands at the end."""

    before: str
    link: str = ""
    url: str = ""
    after: str = ""


def notes(criteria: Criteria, found: search.Found, notices: Iterable[Notice] = ()) -> list[Note]:
    """What was left out of the query, that another spelling is shown or would find more, which everyday words were not
    asked for, and which other words were searched as well. The first is the one to be read by everybody."""
    typed = replace(criteria, q=search.as_typed(criteria.q)).address
    said = [Note(notice.message) for notice in notices]
    if found.corrected:
        said.append(Note("Not what you meant?", "Search exactly as typed", typed))
    elif found.suggested:
        suggested = replace(criteria, q=found.suggested).address
        said.append(Note("Did you mean", found.suggested, suggested, "?"))
    if found.passed_over and found.ids:
        lacking = _listed([f"“{word}”" for word in found.passed_over])
        said.append(Note(f"Some may lack {lacking}.", "Only what holds every word", typed))
    if names := list(dict.fromkeys(name for _, names in found.widened for name in names)):
        more = len(names) - SHOWN_NAMES
        some = names if more <= 1 else [*names[:SHOWN_NAMES], f"{more} more"]
        exact = ("Only the exact words", typed) if found.ids else ()  # they would find no more
        said.append(Note(f"Also searched: {_listed(some)}.", *exact))
        if some is not names:
            said.append(Note(f"All words searched besides: {_listed(names)}."))
    return said


def _listed(names: list[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
