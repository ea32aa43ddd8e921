"""Marking what was found, for the few records on a page."""

from collections.abc import Iterator, Set
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from resources.search.analysis import words
from resources.search.queries import Query
from resources.search.scripts import UNSPACED, found_pairs

WINDOW = 240


class Hit(NamedTuple):
    """A stretch of a text that is marked, and the word it is."""

    start: int
    end: int
    stem: str


def highlight(text: str, query: Query) -> SafeString:
    """The text as safe HTML with each found word in `<mark>`."""
    pieces, end = [], 0
    for hit in _hits(text, query.stems):
        pieces += [escape(text[end : hit.start]), "<mark>", escape(text[hit.start : hit.end]), "</mark>"]
        end = hit.end
    return mark_safe("".join([*pieces, escape(text[end:])]))


def snippet(text: str, query: Query, *, length: int = WINDOW) -> SafeString:
    """The stretch of a text that holds most of the found words, about `length` characters, marked; empty if none is."""
    hits = list(_hits(text, query.stems))
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


def _hits(text: str, stems: Set[str]) -> Iterator[Hit]:
    """In order. Of a script without spaces between words, only the letters found are marked."""
    for word in words(text):
        if stems.isdisjoint(word.stems) and stems.isdisjoint(word.years):
            continue
        run = text[word.start : word.end]
        spans = found_pairs(run, stems) if UNSPACED.match(run) else [(0, len(run))]
        yield from (Hit(word.start + start, word.start + end, word.stems[-1]) for start, end in spans)


def _variety(start: int, hits: list[Hit], length: int) -> int:
    return len({hit.stem for hit in hits if start <= hit.start < start + length})
