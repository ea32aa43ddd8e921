"""What a person typed, understood. Nothing typed can raise, and no operator of a database gets through."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from icpr.lib.folding import fold
from icpr.lib.text.typed import normalized
from resources.search import spanish
from resources.search.analysis import STOP_WORDS, words

LONGEST = 200
MOST_TERMS = 24
LONGEST_TERM = 10  # words of a term of the vocabulary
PIECE = re.compile(r'(?<!\w)-?"[^"]*"?|[^\s"]+')

# Words side by side, and such phrases all to be found.
Phrase = tuple[str, ...]
Alternative = tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One thing to be found: as typed, or in any of the other words the library's vocabulary gives for it.

    `names` are those other words as the vocabulary writes them; `is_spanish`, whether the typed ones are Spanish.
    `related` are subjects near to it, each with its name: to be named as nearest when it is not found. `is_quoted`: it
    stood in quotation marks.
    """

    typed: str
    exact: tuple[Alternative, ...]
    others: tuple[Alternative, ...] = ()
    names: tuple[str, ...] = ()
    is_spanish: bool = False
    related: tuple[tuple[Phrase, str], ...] = ()
    is_quoted: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Every group of `required` must be found, none of `excluded` may be. Falsy when there is nothing to look for."""

    required: tuple[Group, ...] = ()
    excluded: tuple[Group, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.required)

    @property
    def is_widened(self) -> bool:
        return any(group.others for group in self.required)

    @property
    def every_stem(self) -> set[str]:
        """Every word any alternative of any group holds."""
        found = (found for group in self.required for found in (*group.exact, *group.others))
        return {stem for alternative in found for phrase in alternative for stem in phrase}

    @property
    def stems(self) -> frozenset[str]:
        """Every single word that counts as found, for highlighting."""
        return frozenset(
            stem
            for group in self.required
            for alternative in (*group.exact, *group.others)
            for phrase in alternative
            for stem in phrase
            if stem not in STOP_WORDS or len(group.exact) == 1 == len(group.exact[0])
        )


@dataclass(frozen=True, slots=True)
class Run:
    """A word as typed, with its stems; `is_common` when it tells nothing by itself."""

    text: str
    stems: tuple[str, ...]
    is_common: bool

    @property
    def parts(self) -> tuple[str, ...]:
        """The stems side by side, without the joined form of a compound."""
        return self.stems[:-1] if len(self.stems) > 1 else self.stems


Synonyms = Mapping[tuple[str, ...], tuple["Entry", ...]]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a run of typed stems may also be searched as: phrases, each with its name.

    `written` demands the letters as given ("ICE", not "ice"). `language` is that of the term. `is_related`: they are no
    other words for it, but subjects near to it.
    """

    others: tuple[tuple[Phrase, str], ...]
    written: str = ""
    language: str = "en"
    is_related: bool = False


def parse(
    text: str, synonyms: Synonyms | None = None, compounds: Callable[[list[Run]], list[Run]] = lambda runs: runs
) -> Query:
    """Words must all be there, in any order; "quoted words" side by side; -word must not be there.

    Common words ("how", "the"; in Spanish "de", "la") count only within quotes, or when there is nothing else. Words
    outside quotes are widened by `synonyms`, the longest run of words first; what is widened is not widened again.
    `compounds` says which of them are one word to the catalogue, or two.
    """
    required: list[Group] = []
    excluded: list[Group] = []
    loose: list[Run] = []
    for piece in PIECE.findall(normalized(text)[:LONGEST])[:MOST_TERMS]:
        away, bare = piece.startswith("-") and len(piece) > 1, piece.lstrip("-").strip('"')
        runs = runs_of(bare)
        if not runs:
            continue
        if '"' in piece:
            (excluded if away else required).append(Group(bare, ((parts_of(runs),),), is_quoted=True))
        elif away:
            excluded += [_group([run]) for run in runs]
        else:
            loose += runs
    # A prefix written apart ("de escalation") is read over the spaces between pieces.
    loose = compounds(_in_language(runs_of(" ".join(run.text for run in loose)), synonyms or {}))
    groups = _widened(loose, synonyms or {})
    required += [group for group, common in groups if not common] or ([] if required else [g for g, _ in groups])
    return Query(_once(required), _once(excluded))


def _in_language(runs: list[Run], synonyms: Synonyms) -> list[Run]:
    """The runs of a row of words with those that tell nothing in Spanish as common ones, if it is Spanish."""
    text = " ".join(run.text for run in runs)
    has_term = any(entry.language == "es" for run in runs for entry in _entries([run], synonyms))
    if not spanish.is_spanish(text, has_term=has_term):
        return runs
    apart = (run for word in text.split() for run in runs_of(word))  # "de la" is no compound
    return [replace(run, is_common=run.is_common or fold(run.text) in spanish.FUNCTION_WORDS) for run in apart]


def _once(groups: list[Group]) -> tuple[Group, ...]:
    """The groups without those that ask for the same again."""
    return tuple({group.exact: group for group in reversed(groups)}.values())[::-1]


def runs_of(text: str) -> list[Run]:
    """The words of a text. One in capitals among others is an acronym, not a common word: "US attorneys"."""
    has_acronyms = not text.isupper()
    found = ((text[word.start : word.end], word.stems) for word in words(text))
    return [
        Run(run, stems, fold(run) in STOP_WORDS and not (has_acronyms and len(run) > 1 and run.isupper()))
        for run, stems in found
    ]


def parts_of(runs: list[Run]) -> Phrase:
    return tuple(stem for run in runs for stem in run.parts)


@lru_cache(maxsize=20_000)
def phrase_of(term: str) -> Phrase:
    """A term of the vocabulary as the search reads it. Kept: the thousands of terms are read again after each edit."""
    return parts_of(runs_of(term))


def _widened(runs: list[Run], synonyms: Synonyms) -> list[tuple[Group, bool]]:
    """The groups of a row of words, each with whether it holds common words only."""
    groups, start = [], 0
    while start < len(runs):
        for end in range(min(len(runs), start + LONGEST_TERM), start, -1):
            entries = _entries(runs[start:end], synonyms)
            if entries:
                break
        else:
            end, entries = start + 1, []
        span = runs[start:end]
        groups.append((_group(span, entries), not entries and all(run.is_common for run in span)))
        start = end
    return groups


def _entries(span: list[Run], synonyms: Synonyms) -> list[Entry]:
    """What a span may also be searched as: "COPS" as the acronym alone, Spanish terms in every number and gender."""
    typed = [run.text for run in span]
    keys = dict.fromkeys([parts_of(span), tuple(run.stems[-1] for run in span)])  # a compound in parts, or joined
    if spanish.has_ending(typed):
        keys[spanish.key_of(typed)] = None
    found = [entry for key in keys for entry in synonyms.get(key, ()) if entry.written in ("", " ".join(typed))]
    return [entry for entry in found if entry.written] or found


def _group(span: list[Run], entries: Sequence[Entry] = ()) -> Group:
    others = {(phrase,): name for entry in entries if not entry.is_related for phrase, name in entry.others}
    related = tuple(other for entry in entries if entry.is_related for other in entry.others)
    telling = [run for run in span if not run.is_common] or span
    exact: tuple[Alternative, ...] = (tuple(run.parts for run in telling),)
    if len(telling) == 1 and len(telling[0].stems) > 1:  # a compound: joined, or its parts side by side
        exact = ((telling[0].stems[-1:],), (telling[0].parts,))
    typed = " ".join(run.text for run in span)
    is_spanish = any(entry.language == "es" for entry in entries) or bool(entries and spanish.LETTERS.search(typed))
    return Group(typed, exact, tuple(others), tuple(others.values()), is_spanish, related)
