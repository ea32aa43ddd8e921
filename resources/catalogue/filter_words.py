"""The words of a search that name a filter, such as "webinars", "since 2018", "pillar three" or "by Chuck Wexler"."""

import re
from collections.abc import Iterator

from resources.catalogue.facet_index import CatalogueIndex
from resources.catalogue.kind_words import KIND_PHRASES, LONGEST, KindPhrase
from resources.catalogue.name_words import audiences, authors, languages, names
from resources.catalogue.typed_words import FilterWords, Typed

YEAR = re.compile(r"(?:19|20)\d\d")
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6}
# In front of a number that is no year: "section 1983", "42 U.S.C. 1983", "Civil Rights Act of 1964".
OF_LAW = {"section", "sections", "sec", "§", "act", "title", "usc", "u.s.c", "chapter", "code", "no", "number"}


def _pillars(typed: Typed, place: int) -> Iterator[FilterWords]:
    """ "pillar 3", "pillars one and two", "the first pillar"."""
    by_number = {value.number: key for key, value in typed.index.facets["pillar"].items() if value.members}
    if typed.at(place) in ORDINALS and typed.at(place + 1) == "pillar":
        keys, last = [by_number.get(ORDINALS[typed.at(place)])], place + 2
    elif typed.at(place) in {"pillar", "pillars"}:
        keys, last = [], place + 1
        while (number := _number(typed.at(last + (typed.at(last) == "and" and bool(keys))))) is not None:
            keys.append(by_number.get(number))
            last += 1 + (typed.at(last) == "and")
    else:
        return
    if keys and None not in keys:
        yield FilterWords(place, last, "pillar", tuple(dict.fromkeys(keys)))


def _number(word: str) -> int | None:
    return int(word) if word.isdecimal() and len(word) < 3 else (NUMBERS | ROMAN).get(word)


def _years(typed: Typed, place: int) -> Iterator[FilterWords]:
    """ "2019", "in 2019", "since 2018", "from 2015 to 2018", "before 2010"."""
    word, year, then = typed.at(place), _year(typed.at(place + 1)), place + 2
    if word in {"since", "after", "until", "before"} and year:
        limits = {"since": (year, None), "after": (year + 1, None), "until": (None, year), "before": (None, year - 1)}
        yield FilterWords(place, then, since=limits[word][0], until=limits[word][1])
    first = place + (word in {"in", "from", "between", "of"})
    year = _year(typed.at(first))
    if year is None or typed.at(place - 1) in OF_LAW or (word == "of" and typed.at(place - 1) in OF_LAW):
        return
    is_range = typed.text[typed.spans[first][1] :][:1] in {"-", "–"} or typed.at(first + 1) in {"to", "and", "until"}
    later = first + 1 + (typed.at(first + 1) in {"to", "and", "until"})
    if is_range and (until := _year(typed.at(later))) and until > year:
        yield FilterWords(place, later + 1, since=year, until=until)
    elif word == "from" and typed.at(first + 1) in {"on", "onwards", "onward"}:
        yield FilterWords(place, first + 2, since=year)
    elif year in typed.index.years:
        yield FilterWords(place, first + 1, since=year, until=year)


def _year(word: str) -> int | None:
    return int(word) if YEAR.fullmatch(word) else None


def _kinds(typed: Typed, place: int) -> Iterator[FilterWords]:
    values = typed.index.facets["kind"]
    for length in range(LONGEST, 0, -1):
        phrase, last = KIND_PHRASES.get(typed.run(place, length)), place + length
        if phrase and last <= len(typed.words) and _is_meant(phrase, typed, place, last):
            keys = tuple(kind for kind in phrase.kinds if values[kind].members)
            return (FilterWords(place, last, "kind", keys) for _ in keys[:1])
    return iter(())


def _is_meant(phrase: KindPhrase, typed: Typed, first: int, last: int) -> bool:
    if phrase.is_clear:
        return True
    after = typed.at(last)
    others = (part for reader in (_years, languages, audiences) for part in reader(typed, last))
    is_noun = typed.is_end(last) or after in phrase.before or any(others)
    return is_noun and typed.at(first - 1) not in phrase.not_after


READERS = (_pillars, _years, _kinds, languages, audiences, names, authors)


def read(text: str, index: CatalogueIndex) -> tuple[Typed, list[FilterWords]]:
    """The filters a search names, in the order typed and none within another; values have at least one record."""
    typed, found, place = Typed(text, index), [], 0
    while not typed.is_end(place):
        part = next((part for reader in READERS for part in reader(typed, place)), None)
        if part:
            found.append(part)
        place = part.last if part else place + 1
    return typed, found
