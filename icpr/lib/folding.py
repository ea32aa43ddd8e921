"""Text without accents and case, for filing, matching and addresses."""

import re
import unicodedata

from django.utils.text import slugify

# The dots of "U.S." and "D.A.R.E.", which join as they do in search.
ACRONYM_DOTS = re.compile(r"(?<=\b[^\W\d_])\.(?=[^\W\d_]\b)")
# Letters that are no letter with an accent to Unicode, so that they would be lost in an address of plain letters.
OTHER_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
PLAIN_RUN = re.compile(r"[a-z0-9]+")
APOSTROPHES = re.compile(r"[\u2018\u2019\u02bc\u0060\u00b4']")


def fold(text: str) -> str:
    """Lower case without accents, apostrophes or stray spaces: "Café’s  Plan" becomes "cafes plan".

    Compatibility forms are unfolded first (Unicode NFKD), so "ﬁ" and full-width letters match their plain forms.
    """
    text = APOSTROPHES.sub("", text)
    if text.isascii():  # most text is, and needs no unfolding
        return " ".join(text.lower().split())
    text = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in text if not unicodedata.combining(c)).casefold().split())


def key_of(text: str) -> str:
    """What two names are compared by: letters, digits and their marks, folded, with single spaces for all else.

    "Bias‑free policing." and "bias free policing" have one key; a name without letter or digit has "".
    """
    letters = fold(text)
    if letters.isascii():
        return " ".join(PLAIN_RUN.findall(letters))
    classes = ((c, unicodedata.category(c)) for c in letters)
    return " ".join("".join(c if kind[0] in "LMN" else "" if kind == "Cf" else " " for c, kind in classes).split())


def slug_of(text: str, *, longest: int = 80) -> str:
    """A readable last part of an address for a text, cut between words; may be empty.

    Apostrophes and the dots of acronyms join, all other punctuation parts: "O’Brien’s 9/11 plan" becomes
    "obriens-9-11-plan". Marks nobody sees, such as soft hyphens, are as if they were not there.
    """
    letters = fold(ACRONYM_DOTS.sub("", text))
    if letters.isascii():
        slug = "-".join(PLAIN_RUN.findall(letters))
    else:
        seen = (c for c in letters.translate(OTHER_LETTERS) if unicodedata.category(c) != "Cf")
        slug = slugify("".join(c if c.isalnum() else " " for c in seen))
    return slug if len(slug) <= longest else slug[: longest + 1].rpartition("-")[0] or slug[:longest]


def sort_title(title: str) -> str:
    """A title as it is filed: folded, without opening marks or a leading article."""
    filed = re.sub(r"^[^\w]+", "", fold(title))
    return re.sub(r"^(the|a|an) (?=\S)", "", filed)[:300]
