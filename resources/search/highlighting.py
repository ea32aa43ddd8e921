"""Marking what was found, for the few records on a page."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from resources.search.analysis import words
from resources.search.queries import Query

WINDOW = 240


def highlight(text: str, query: Query) -> SafeString:
    """The text as safe HTML with each found word in `<mark>`."""
    stems, pieces, end = query.stems, [], 0
    for word in words(text):
        if not stems.isdisjoint(word.stems):
            pieces += [escape(text[end : word.start]), "<mark>", escape(text[word.start : word.end]), "</mark>"]
            end = word.end
    return mark_safe("".join([*pieces, escape(text[end:])]))


def snippet(text: str, query: Query, *, length: int = WINDOW) -> SafeString:
    """The stretch of a text that holds most of the found words, about `length` characters, marked; empty if none is."""
    stems = query.stems
    hits = [word for word in words(text) if not stems.isdisjoint(word.stems)]
    if not hits:
        return mark_safe("")
    best = max(hits, key=lambda first: _variety(first.start, hits, length))
    start = max(0, best.start - length // 4)
    if start:
        start = text.find(" ", start, best.start) + 1 or best.start
    end = start + length
    if end < len(text):
        end = text.rfind(" ", best.end, end) if text.rfind(" ", best.end, end) > 0 else end
    lead, tail = ("… " if start else ""), (" …" if end < len(text) else "")
    return mark_safe(lead + highlight(text[start:end].strip(), query) + tail)


def _variety(start: int, hits: list, length: int) -> int:
    return len({hit.stems[-1] for hit in hits if start <= hit.start < start + length})
