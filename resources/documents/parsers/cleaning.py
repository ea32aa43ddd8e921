"""Makes extracted text fit to store, search and quote."""

import re
import unicodedata

REMOVED = dict.fromkeys(
    [
        *range(0x09),
        *range(0x0E, 0x20),
        *range(0x7F, 0x85),
        *range(0x86, 0xA0),
        0x200B,
        0x2060,
        0xFEFF,
        0xFFFE,
        0xFFFF,
        *range(0xD800, 0xE000),
    ]
)
LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
PLAIN = str.maketrans(REMOVED | LIGATURES)
LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
SPACES = re.compile(r"[^\S\n]+")
BLANK_LINES = re.compile(r"\n{3,}")
SOFT_HYPHEN = re.compile(r"\u00ad[^\S\n]*\n?[^\S\n]*")
HYPHENATED = re.compile(r"\b([^\W\d_]+)[-\u2010]([^\W\d_]+)\b")
BROKEN_WORD = re.compile(r"([^\W\d_]+)[-\u2010] ?\n ?([^\W\d_]+)")
REMEMBERED = 20_000


class Cleaner:
    """Cleans the pages of one document in turn, remembering which words it writes with a hyphen."""

    def __init__(self):
        self._compounds: set[tuple[str, str]] = set()

    def clean(self, text: str) -> str:
        """Text of a page without controls and surrogates, with single spaces, and words broken at line ends whole."""
        text = LINE_ENDS.sub("\n", text).translate(PLAIN)
        text = SOFT_HYPHEN.sub("", text)
        text = SPACES.sub(" ", text).replace(" \n", "\n").replace("\n ", "\n")
        if len(self._compounds) < REMEMBERED:
            self._compounds.update((a.lower(), b.lower()) for a, b in HYPHENATED.findall(text))
        text = BROKEN_WORD.sub(self._mend, text)
        return BLANK_LINES.sub("\n\n", text).strip()

    def _mend(self, found: re.Match) -> str:
        """ "enforce-⏎ment" is one word; a hyphen stays before a capital and in words written with it elsewhere."""
        before, after = found.groups()
        keep = not after[0].islower() or before.isupper() or (before.lower(), after.lower()) in self._compounds
        return f"{before}-{after}" if keep else f"{before}{after}"
