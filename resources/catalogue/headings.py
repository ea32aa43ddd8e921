"""What a list shows, as an English sentence: its heading and title."""

from resources.catalogue.selection import Selection
from resources.models import Access, Kind


def describe(selection: Selection) -> str:
    """For instance "12 model policies on Policy & Oversight since 2015"."""
    criteria = selection.criteria
    parts = [_noun(selection)]
    if criteria.q:
        parts.append(f"matching “{selection.found.corrected or criteria.q}”")
    for facet, lead in (("pillar", "on"), ("focus", "in"), ("topic", "under"), ("tag", "about")):
        if labels := _labels(selection, facet):
            parts.append(f"{lead} {either(labels)}")
    if labels := _labels(selection, "audience"):
        parts.append(f"for {either([label.lower() for label in labels])}")
    if labels := _labels(selection, "publisher"):
        parts.append(f"from {either(labels)}")
    if labels := _labels(selection, "language"):
        parts.append(f"in {either(labels)}")
    if access := [ACCESS_WORDS[key] for key in Access.values if key in criteria.chosen("access")]:
        parts.append(either(access))
    parts.append(_years(criteria.since, criteria.until))
    return " ".join(filter(None, parts))


ACCESS_WORDS = {
    Access.OPEN: "open to all",
    Access.MEMBERS: "for members only",
    Access.ELSEWHERE: "held elsewhere",
    Access.UNKNOWN: "with access not known",
}


def either(labels: list[str]) -> str:
    """ "A", "A or B", "A, B or C"."""
    return " or ".join(filter(None, [", ".join(labels[:-1]), labels[-1]]))


def _noun(selection: Selection) -> str:
    total = selection.total
    kinds = [kind for kind in Kind if kind in selection.criteria.chosen("kind")] or [None]
    words = ["resources"] if len(kinds) > 3 else [_word(kind, singular=total == 1) for kind in kinds]
    number = f"{total:,}" if total else "No"
    return f"{number} {' and '.join(filter(None, [', '.join(words[:-1]), words[-1]]))}"


def _word(kind: Kind | None, *, singular: bool) -> str:
    if kind is None:
        return "resource" if singular else "resources"
    return kind.singular if singular else kind.plural


def _labels(selection: Selection, facet: str) -> list[str]:
    values = selection.index.facets[facet]
    return [values[key].label for key in values if key in selection.criteria.chosen(facet)]


def _years(since: int | None, until: int | None) -> str:
    if since is None:
        return f"until {until}" if until is not None else ""
    if until is None:
        return f"since {since}"
    return f"from {since}" if since == until else f"from {since} to {until}"
