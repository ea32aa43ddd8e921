"""A search as words, and the words of it that name a filter."""

import re
from dataclasses import dataclass, field
from itertools import islice

from icpr.lib.folding import fold
from resources.catalogue.facet_index import CatalogueIndex

# A word, what is in quotation marks, what is excluded, or the sign of a section of law. The last three name no filter.
PIECE = re.compile(r"""["“”][^"“”]*["“”]?|(?<!\S)-\S+|§|[^\W_]+(?:['’.][^\W_]+)*""")
MOST_WORDS = 40  # that are looked at: whoever types more names no filter


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, as they are read of a search."""
    return tuple(fold(piece[0]) for piece in PIECE.finditer(name) if piece[0][0] not in '"“”-')


@dataclass(frozen=True, slots=True)
class FilterWords:
    """The words `first` up to but not including `last`, and what they ask for: values of a facet, or years.

    is_subject: whether records are found by these words too, such as those of a topic.
    """

    first: int
    last: int
    facet: str = ""
    keys: tuple[str, ...] = ()
    since: int | None = None
    until: int | None = None
    is_subject: bool = False


@dataclass(slots=True)
class Typed:
    """A search as words: where each stands in the text, and the word folded, "" for what names no filter."""

    text: str
    index: CatalogueIndex
    spans: list[tuple[int, int]] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    def __post_init__(self):
        for piece in islice(PIECE.finditer(self.text), MOST_WORDS):
            self.spans.append(piece.span())
            self.words.append("" if piece[0][0] in '"“”-' else fold(piece[0]))

    def at(self, place: int) -> str:
        return self.words[place] if 0 <= place < len(self.words) else ""

    def run(self, first: int, length: int) -> tuple[str, ...]:
        """So many words from one on, fewer at the end."""
        return tuple(self.words[first : first + length])

    def is_end(self, place: int) -> bool:
        return place >= len(self.words)
