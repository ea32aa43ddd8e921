"""The words of ordinary English and Spanish with how often each is written: what they hold is no slip.

The lists come with the package pyspellchecker, of which nothing else is used. They are read when a search first needs
them, once for a process. A list that is missing or damaged keeps no search from answering: words are then neither put
right nor doubted, see `trouble`.
"""

import gzip
import logging
import re
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import groupby, pairwise
from operator import itemgetter
from pathlib import Path

from icpr.lib.folding import fold
from icpr.lib.single_flight import SingleFlight

LANGUAGES = ("en", "es")
LEAST = 20_000  # words of a list: one with fewer is damaged
PREFIX = 4  # letters to look a word up by
SHORTEST = 3  # letters of a word that has a plural
ENTRY = re.compile(r'"([^"\\]+)": ?(\d+)')
MISSING = "The word lists are missing or damaged: search corrects no spelling. Install the packages of uv.lock again."

# What tells one state of the files from another: their paths, times and sizes.
State = tuple[tuple[str, int, int], ...]

log = logging.getLogger(__name__)


class WordList:
    """The folded words of one language as lines "word frequency" of one text: a tenth of the memory of a dict."""

    def __init__(self, text: str):
        """text: a JSON object, of words with how often each is written."""
        entries = sorted((_folded(entry[1]), int(entry[2])) for entry in ENTRY.finditer(text))
        # Forms that are one when folded ("mas", "más") count together.
        words = groupby(entries, key=itemgetter(0))
        lines = sorted(f"{word} {sum(times for _, times in forms)}" for word, forms in words)
        self._starts: dict[str, int] = {}  # where the words that share their first letters begin
        place = 0
        for line in lines:
            self._starts.setdefault(line.partition(" ")[0][:PREFIX], place)
            place += len(line) + 1
        self._text = "\n" + "\n".join(lines) + "\n"
        self._ends = dict(pairwise((*self._starts.values(), place)))
        self._total = sum(int(line.rpartition(" ")[2]) for line in lines)

    def share(self, word: str) -> float:
        """Of all words written, how many are this folded one; 0 when it is unknown."""
        start = self._starts.get(word[:PREFIX])
        if start is None:
            return 0.0
        at = self._text.find(f"\n{word} ", start, self._ends[start] + 1)
        return int(self._text[at + len(word) + 2 : self._text.index("\n", at + 1)]) / self._total if at >= 0 else 0.0


@dataclass(frozen=True, slots=True)
class WordLists:
    """The list of each language. Falsy when the files are missing or damaged."""

    state: State
    languages: tuple[WordList, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.languages)

    def share(self, word: str) -> float:
        """Of all words written, how many are this folded one, in the language where it is commoner; 0 for none."""
        return max((language.share(word) for language in self.languages), default=0.0)

    def holds(self, word: str) -> bool:
        """Whether a folded word is in a list, itself or as the plural of one that is."""
        single = word.removesuffix("s")
        is_plural = single != word and not single.endswith("s") and len(single) > SHORTEST
        return bool(self.share(word) or (is_plural and self.share(single)))


def lists() -> WordLists:
    """The lists of this process, read when first asked for and again when their files have changed."""
    state = _state()
    return _held.get(lambda held: held.state == state, lambda: _read(state))


def trouble() -> str | None:
    """Why no spelling is corrected, in words for whoever watches the library; None when the lists are whole.

    Unpacks the files once for each state of them, and keeps nothing.
    """
    state = _state()
    return None if _checked.get(lambda held: held[0] == state, lambda: (state, _is_whole(state)))[1] else MISSING


_held: SingleFlight[WordLists] = SingleFlight()
_checked: SingleFlight[tuple[State, bool]] = SingleFlight()


def _state() -> State:
    """The files as they stand; empty when one is missing. The package is found without being imported."""
    spec = find_spec("spellchecker")
    if not spec or not spec.origin:
        return ()
    try:
        paths = [Path(spec.origin).parent / "resources" / f"{language}.json.gz" for language in LANGUAGES]
        return tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in paths)
    except OSError:
        return ()


def _texts(state: State) -> list[str]:
    """The text of each list. Raises OSError, EOFError, ValueError or zlib.error for a damaged one."""
    if not state:
        raise ValueError("a word list is missing")
    texts = [gzip.decompress(Path(path).read_bytes()).decode() for path, *_ in state]
    if any(text.count(":") < LEAST or not text.rstrip().endswith("}") for text in texts):
        raise ValueError("a word list is not whole")
    return texts


def _folded(word: str) -> str:
    return word if word.isascii() and word.isalpha() and word.islower() else fold(word)


def _is_whole(state: State) -> bool:
    try:
        return bool(_texts(state))
    except Exception:  # whatever is wrong with a file, search goes on
        return False


def _read(state: State) -> WordLists:
    try:
        texts = _texts(state)
    except Exception as error:  # whatever is wrong with a file, search goes on
        log.error("%s (%s)", MISSING, error)
        return WordLists(state)
    return WordLists(state, tuple(map(WordList, texts)))
