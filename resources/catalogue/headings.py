"""What a list shows, as an English sentence: its heading and title."""

from typing import NamedTuple

from resources.catalogue.criteria import Criteria
from resources.catalogue.facets import FACETS, Facet
from resources.catalogue.selection import Selection
from resources.models import Kind

PHRASED = sorted((facet for facet in FACETS if facet.phrase), key=lambda facet: facet.rank)


class Heading(NamedTuple):
    """A heading in three parts. `quiet` says what the search box or the chips show as well: a page that has them leaves
    it to those who do not see them."""

    start: str
    quiet: str = ""
    end: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, self))


def describe(selection: Selection) -> str:
    """For instance "12 model policies matching “force” on Policy & Oversight since 2015". See `heading`."""
    return str(heading(selection))


def heading(selection: Selection, *, is_held_beside: bool = False) -> Heading:
    """What a list shows. is_held_beside: whether something of the library that is no resource holds the words.

    What is shown for words that find nothing stands behind them: "0 resources matching “body camras”; showing “body
    cameras” since 2015". Words that nothing in the library holds are said to be so, whatever else is asked: "Nothing
    here holds all of “pursuit policy”".
    """
    criteria, found = selection.criteria, selection.found
    if criteria.q and not found.ids:
        nothing = "No resource holds" if is_held_beside else "Nothing here holds"
        return Heading(f"{nothing} {'all of ' if ' ' in criteria.q else ''}“{criteria.q}”")
    total = 0 if found.corrected else selection.total
    number = f"{total:,}" if total or (found.corrected and selection.total) else "No"
    nouns = f"{number} {_nouns(selection, total)}"
    typed = f"matching “{criteria.q}”" if criteria.q else ""
    end = _limits(selection)
    if found.corrected and selection.total:
        return Heading(f"{nouns} {typed}; showing “{found.corrected}”", end)
    if found.corrected:
        return Heading(f"{nouns} {typed} or “{found.corrected}”", "", end)
    return Heading(nouns, typed, end)


def subject(selection: Selection) -> str:
    """What a list is of, without a number, for those who keep it as a name: "Model policies matching “force”"."""
    criteria, shown = selection.criteria, selection.found.corrected or selection.criteria.q
    nouns = _nouns(selection, 0) if criteria.count or criteria.q else "all resources"
    parts = [nouns, f"matching “{shown}”" if shown else "", _limits(selection)]
    sentence = " ".join(filter(None, parts))
    return sentence[0].upper() + sentence[1:]


def limits(selection: Selection) -> str:
    """What the filters of a list let through: "webinars by Ann Lee since 2015", "those in Spanish"."""
    nouns = _nouns(selection, 0) if selection.criteria.chosen("kind") else "those"
    return f"{nouns} {_limits(selection)}".strip()


def _limits(selection: Selection) -> str:
    phrases = [facet.phrase.format(either(words)) for facet in PHRASED if (words := _words(selection, facet))]
    return " ".join([*phrases, *_years(selection.criteria)])


def either(labels: list[str]) -> str:
    """ "A", "A or B", "A, B or C"."""
    return " or ".join(filter(None, [", ".join(labels[:-1]), labels[-1]]))


def _nouns(selection: Selection, total: int) -> str:
    kinds = [kind for kind in Kind if kind in selection.criteria.chosen("kind")] or [None]
    words = ["resources"] if len(kinds) > 3 else [_word(kind, singular=total == 1) for kind in kinds]
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _word(kind: Kind | None, *, singular: bool) -> str:
    if kind is None:
        return "resource" if singular else "resources"
    return kind.singular if singular else kind.plural


def _words(selection: Selection, facet: Facet) -> list[str]:
    chosen, values = selection.criteria.chosen(facet.name), selection.index.facets[facet.name]
    if facet.many:
        return [facet.word(values[key]) for key in chosen if key in values]
    return [facet.word(value) for key, value in values.items() if key in chosen]


def _years(criteria: Criteria) -> list[str]:
    since, until = criteria.since, criteria.until
    if criteria.undated:
        return ["with no known date"]
    if since is None:
        return [f"until {until}"] if until is not None else []
    if until is None:
        return [f"since {since}"]
    return [f"from {since}" if since == until else f"from {since} to {until}"]
