"""Text that somebody typed to search with, as every part of the search reads it."""

import re
from unicodedata import category, normalize

# All of Unicode's double quotation marks, the angled and the cornered ones, and primes typed for them.
DOUBLE = "“”„‟«»″‶❝❞⹂〝〞〟＂‹›「」『』﹁﹂﹃﹄｢｣《》〈〉"
OTHERS = {"−": "-", "－": "-", "﹣": "-"}
PLAIN = str.maketrans(dict.fromkeys(DOUBLE, '"') | OTHERS)
TWICE = re.compile(r"``|''|’’|‘‘|‚‚|′′")
# Single marks around words. Between letters, and after the last letter of a word that has none before it, they are
# apostrophes.
SINGLE = re.compile(r"(?<!\w)[‘’‚‛'′](?=\w)([^‘’‚‛'′\"]*(?:\w['’][^‘’‚‛'′\"]+)*)(?<=\S)[‘’'′](?!\w)")


def normalized(text: str) -> str:
    """The same with one form of each letter (Unicode NFC), without marks nobody sees, such as soft hyphens, and with
    '"' for each quotation mark that stands at words, of whatever kind and whether or not it has its other one."""
    if not text.isascii():
        seen = "".join(c for c in text if category(c) != "Cf")
        text = normalize("NFC", seen)
    return SINGLE.sub(r'"\1"', TWICE.sub('"', text.translate(PLAIN)))
