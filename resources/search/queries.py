"""What a person typed, understood. Nothing typed can raise, and no operator of a database gets through."""

import re
from dataclasses import dataclass

from icpr.lib.folding import fold
from resources.search.analysis import STOP_WORDS, stems_of, words

LONGEST = 200
MOST_TERMS = 24
PIECE = re.compile(r'(?<!\w)-?"[^"]*"?|[^\s"]+')


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to be found: any of its alternatives, each a run of words side by side."""

    alternatives: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Query:
    """`required` must all be found, none of `excluded` may be. Falsy when there is nothing to look for."""

    required: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.required)

    @property
    def stems(self) -> frozenset[str]:
        """Every single word that counts as found, for highlighting."""
        return frozenset(stem for term in self.required for run in term.alternatives for stem in run)


def parse(text: str) -> Query:
    """Words must all be there, in any order; "quoted words" side by side; -word must not be there.

    Common words ("how", "the") count only within quotes, or when there is nothing else.
    """
    required: dict[Term, bool] = {}
    excluded: dict[Term, None] = {}
    for piece in PIECE.findall(text[:LONGEST].replace("\x00", " "))[:MOST_TERMS]:
        away, bare = piece.startswith("-") and len(piece) > 1, piece.lstrip("-").strip('"')
        quoted = '"' in piece
        for term, common in _terms(bare, quoted=quoted):
            if away:
                excluded[term] = None
            else:
                required.setdefault(term, common)
    telling = tuple(term for term, common in required.items() if not common)
    return Query(telling or tuple(required), tuple(excluded))


def _terms(text: str, *, quoted: bool) -> list[tuple[Term, bool]]:
    runs = [(text[word.start : word.end], word.stems) for word in words(text)]
    if quoted and runs:
        phrase = tuple(stem for _, stems in runs for stem in stems)
        return [(Term((phrase,)), False)]
    return [(Term(_alternatives(run)), fold(run) in STOP_WORDS) for run, _ in runs]


def _alternatives(run: str) -> tuple[tuple[str, ...], ...]:
    stems = stems_of(run)
    return ((stems[-1],), stems[:-1]) if len(stems) > 1 else (stems,)
