"""What somebody typed, as text: in quotation marks, or to be put there."""

from icpr.lib.folding import fold
from icpr.lib.text.typed import normalized
from resources.search import spanish
from resources.search.analysis import STOP_WORDS
from resources.search.queries import PIECE


def as_typed(text: str) -> str:
    """A query for exactly the words of a text: each in quotation marks, so that none is widened.

    Phrases and exclusions stay as they are, and common words go where others are left.
    """
    pieces = PIECE.findall(normalized(text))
    common = STOP_WORDS | spanish.FUNCTION_WORDS if spanish.is_spanish(text) else STOP_WORDS
    telling = [piece for piece in pieces if fold(piece) not in common]
    if all(piece.startswith("-") for piece in telling):
        telling = pieces
    return " ".join(piece if piece.startswith("-") or '"' in piece else f'"{piece}"' for piece in telling)


def quoted(text: str) -> list[tuple[int, int]]:
    """Where a normalized text is in quotation marks: (start, end) of each stretch, in order."""
    return [piece.span() for piece in PIECE.finditer(text) if '"' in piece.group()]
