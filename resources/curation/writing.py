"""How a text about a resource reads: its words, its sentences and how many years of school it takes.

The grade is that of Flesch and Kincaid (Kincaid et al., “Derivation of New Readability Formulas for Navy Enlisted
Personnel”, 1975). Syllables are counted as groups of vowels, which is right for most words of English and for no other
language.
"""

import re
from dataclasses import dataclass

NAMING = ("title", "annotation")  # the fields that say what a record is about, and so may name tags
MOST_WORDS = 60  # of an "in brief"
WORD = re.compile(r"[^\W_]+(?:[’'\-.][^\W_]+)*")
ABBREVIATED = re.compile(
    r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|No|vs|Inc|Corp|Ltd|Dept|Gov|Sgt|Lt|Capt|Det|e\.g|i\.e|etc)\.$"
)
END = re.compile(r"[.!?…]+[”’\"')\]]*(?=\s|$)")
VOWELS = re.compile(r"[aeiouyáéíóúü]+")


@dataclass(frozen=True)
class Reading:
    """words, sentences: how many. grade: the year of school from which on it is read easily; None for no text, and
    for a text in another language than English."""

    words: int
    sentences: int
    grade: float | None


def reading(text: str, language: str = "en") -> Reading:
    words = WORD.findall(text)
    if not words:
        return Reading(0, 0, None)
    sentences = max(1, len(sentences_of(text)))
    if language.partition("-")[0] != "en":
        return Reading(len(words), sentences, None)
    syllables = sum(map(syllables_of, words))
    grade = 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59
    return Reading(len(words), sentences, round(max(0.0, grade), 1))


def sentences_of(text: str) -> list[str]:
    """A text in its sentences; what an abbreviation ends is none."""
    found, start = [], 0
    for end in END.finditer(text):
        if ABBREVIATED.search(text[max(start, end.end() - 6) : end.end()]):
            continue
        found.append(text[start : end.end()].strip())
        start = end.end()
    rest = text[start:].strip()
    return [*found, rest] if rest else found


def syllables_of(word: str) -> int:
    """An estimate: groups of vowels, without a silent e at the end; at least one."""
    word = word.lower()
    count = len(VOWELS.findall(word))
    if word.endswith("e") and not word.endswith(("le", "ee")) and count > 1:
        count -= 1
    return max(1, count)


def remarks_on_annotation(text: str) -> list[str]:
    """What is to be mended in an annotation, which is one sentence; empty for none and for a good one."""
    if len(sentences := sentences_of(text)) > 1:
        return [f"It has {len(sentences)} sentences: say it in one."]
    return []


def remarks_on_brief(text: str) -> list[str]:
    """What is to be mended in an "in brief", which has at most `MOST_WORDS` words."""
    words = reading(text).words
    if words > MOST_WORDS:
        return [f"It has {words} words: {words - MOST_WORDS} more than the {MOST_WORDS} that a busy reader takes."]
    return []
