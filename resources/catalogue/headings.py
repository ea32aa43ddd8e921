"""What a list shows, as an English sentence: its heading and title."""

from resources.catalogue.facets import FACETS, Facet
from resources.catalogue.selection import Selection
from resources.models import Kind

PHRASED = sorted((facet for facet in FACETS if facet.phrase), key=lambda facet: facet.rank)


def describe(selection: Selection) -> str:
    """For instance "12 model policies on Policy & Oversight since 2015".

    What is shown for words that find nothing stands behind them: "0 resources matching “body camras”; showing “body
    cameras” since 2015".
    """
    criteria, corrected = selection.criteria, selection.found.corrected
    total = 0 if corrected else selection.total
    number = f"{total:,}" if total or corrected else "No"
    parts = [f"{number} {_nouns(selection, total)}"]
    if criteria.q:
        parts.append(f"matching “{criteria.q}”" + (f"; showing “{corrected}”" if corrected else ""))
    return " ".join(filter(None, [*parts, *_limits(selection)]))


def limits(selection: Selection) -> str:
    """What the filters of a list let through: "webinars by Ann Lee since 2015", "those in Spanish"."""
    nouns = _nouns(selection, 0) if selection.criteria.chosen("kind") else "those"
    return " ".join([nouns, *_limits(selection)])


def _limits(selection: Selection) -> list[str]:
    phrases = [facet.phrase.format(either(words)) for facet in PHRASED if (words := _words(selection, facet))]
    years = _years(selection.criteria.since, selection.criteria.until)
    return [*phrases, years] if years else phrases


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


def _years(since: int | None, until: int | None) -> str:
    if since is None:
        return f"until {until}" if until is not None else ""
    if until is None:
        return f"since {since}"
    return f"from {since}" if since == until else f"from {since} to {until}"
