"""What a Spanish speaker types: which words tell nothing, and endings that the stems of English do not know."""

import re
from collections.abc import Iterable

from icpr.lib.folding import fold
from resources.search.analysis import STOP_WORDS

# Folded. None of them is left out of an English query: see `is_spanish`.
FUNCTION_WORDS = frozenset(
    """
    a al ante como con contra cual cuando de del desde donde e el ella ellas ellos en entre es esa ese esta estas este
    esto estos ha hacia han hay la las le les lo los mas me mi mis muy ni no nos o para pero por porque que quien se
    segun ser si sin sobre son su sus te tiene tu u un una unas uno unos y ya yo
    """.split()  # noqa: SIM905
)
# Those that English does not have too, as words or in names such as El Paso and Del Rio.
CERTAIN = frozenset(
    """
    cual cuando desde donde ella ellas ellos estas esto estos hacia hay pero por porque que quien segun sobre sus una
    unas unos
    """.split()  # noqa: SIM905
)
ENGLISH = STOP_WORDS - FUNCTION_WORDS
LETTERS = re.compile(r"[áéíóúñ¿¡]", re.IGNORECASE)
# The endings of number and gender: "detenidas" and "detenido", "oficiales" and "oficial".
ENDING = re.compile(r"(?:(?<=\w{4})[oa]s?|(?<=\w{3}[dlnr])es)$")


def is_spanish(text: str, *, has_term: bool = False) -> bool:
    """Whether a typed text is Spanish: it has no common word of English, and two function words of Spanish, or one that
    English lacks, or one beside a letter of Spanish or a Spanish term of the vocabulary (`has_term`)."""
    words = set(fold(text).split())
    found = (words & FUNCTION_WORDS) - STOP_WORDS
    if words & ENGLISH or not found:
        return False
    return len(found) > 1 or has_term or bool(found & CERTAIN or LETTERS.search(text))


def key_of(words: Iterable[str]) -> tuple[str, ...]:
    """Words by which Spanish terms are looked up, without endings; equal to no row of stems."""
    return ("es", *(ENDING.sub("", fold(part)) for word in words for part in word.split()))


def has_ending(words: Iterable[str]) -> bool:
    return any(ENDING.search(fold(word)) for word in words)
