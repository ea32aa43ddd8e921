"""What a line of a list of references says for certain: an address, a DOI, the year in parentheses, the title.

"Author (Year). Title. Publisher. https://…", as APA has it. Names are not taken apart, and no style is guessed: what is
not read is given back, so that it can be said. Only values go in and out.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from resources.curation.writing import sentences_of

SIGNS = r"[^\s<>\"“”]{1,2000}"  # of an address; what is longer is none
MARKS = ".,;:!?'’”]>"  # of the sentence in which one stands
ADDRESS = re.compile(rf"(?:https?://|\bwww\.){SIGNS}", re.IGNORECASE)
DOI = re.compile(rf"(?:\bdoi:?\s*|(?<![\w./]))(10\.[0-9]{{4,9}}/{SIGNS})", re.IGNORECASE)
RESOLVER = re.compile(r"https?://(?:dx\.)?doi\.org/(?:doi:)?(?=10\.)", re.IGNORECASE)
MONTH = r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
DAY = rf",\s*(?P<month>{MONTH})(?:\s+(?P<day>[0-9]{{1,2}}))?"
YEAR = rf"(?P<year>(?:1[5-9]|20)[0-9]{{2}})[a-z]?(?:{DAY})?"
DATED = re.compile(rf"\((?:n\.\s?d\.(?:-[a-z])?|{YEAR})\)(?P<stop>\.?)", re.IGNORECASE)
PERSON = re.compile(r",\s*[^\W\d_]\.")  # "Smith, J."
INITIAL = re.compile(r"(?:^|[\s.])[A-Z]\.$")  # what ends "in the U.S."
INSIDE = re.compile(r"\.\s+(?=\S)")
RESOLVED = "https://doi.org/"


@dataclass(frozen=True)
class Line:
    """What a line says: texts, "" for what it does not say for certain, and the parts of it that were not read."""

    title: str = ""
    date: str = ""
    publisher: str = ""
    url: str = ""
    doi: str = ""
    unread: tuple[str, ...] = ()

    @property
    def says_something(self) -> bool:
        return bool(self.title or self.date or self.url or self.doi)


def number_of(text: str) -> int:
    """How many works a text of some lines is: as many as have a year in parentheses, or else an address."""
    return sum(bool(DATED.search(line)) for line in text.split("\n")) or len(addresses_in(text))


def read_line(text: str, is_publisher: Callable[[str], bool]) -> Line:
    """What one line says. `is_publisher` says whether a text is the name of one that is known."""
    addresses, doi, rest = _without_addresses(text)
    unread = addresses if len(addresses) > 1 else []
    url = addresses[0] if len(addresses) == 1 else ""
    every = list(DATED.finditer(rest))
    dated = next((one for one in every if one["stop"]), every[0] if every else None)
    if not dated:
        return Line(url=url, doi=doi, unread=_said(rest, *unread))
    lead, after = rest[: dated.start()].strip(), rest[dated.end() :].strip()
    title, others = _title(lead, after, is_publisher) if dated["stop"] else ("", [lead, after])
    named = {_bare(part) for part in others if is_publisher(_bare(part))}
    publisher = named.pop() if len(named) == 1 else ""
    others = [part for part in others if not publisher or _bare(part) != publisher]
    date = " ".join(filter(None, [dated["month"], dated["day"], dated["year"]])) if dated["year"] else ""
    return Line(title, date, publisher, url, doi, _said(*others, *unread))


def _title(lead: str, rest: str, is_publisher: Callable[[str], bool]) -> tuple[str, list[str]]:
    """The title, "" where it is not certain, and the other parts of what stands before the year and after it.

    A work without an author has its title before the year, and a publisher after.
    """
    after = [part for one in sentences_of(rest) for part in _parted(one, is_publisher)]
    is_by_publisher = is_publisher(_bare(lead))
    if after and is_publisher(_bare(after[0])) and not is_by_publisher:
        return ("", [lead, *after]) if not lead or PERSON.search(lead) else (_bare(lead), after)
    is_either = len(after) == 1 and lead and not (PERSON.search(lead) or is_by_publisher)  # "A. (2019). B."
    if not after or is_either:
        return "", [lead, *after]
    return _bare(after[0]), [lead, *after[1:]]


def _parted(sentence: str, is_publisher: Callable[[str], bool]) -> list[str]:
    """A sentence as two where a known publisher ends it: "in the U.S. Police Foundation"."""
    for found in INSIDE.finditer(sentence):
        if is_publisher(_bare(sentence[found.end() :])):
            return [sentence[: found.end()].strip(), sentence[found.end() :]]
    return [sentence]


def addresses_in(text: str) -> list[str]:
    """The addresses in a text, each once and whole; that of a DOI only where there is no other."""
    addresses, doi, _ = _without_addresses(text)
    return addresses or ([RESOLVED + doi] if doi else [])


def _without_addresses(text: str) -> tuple[list[str], str, str]:
    addresses, dois = {}, {}
    for found in ADDRESS.findall(text):
        address = _whole(found)
        if RESOLVER.match(address):
            dois[RESOLVER.sub("", address)] = address
        else:
            addresses[f"https://{address}" if address.lower().startswith("www.") else address] = None
    rest = ADDRESS.sub(" ", text)
    dois |= {_whole(found): "" for found in DOI.findall(rest)}
    rest = " ".join(DOI.sub(" ", rest).split())
    if len(dois) == 1:
        return [*addresses], next(iter(dois)), rest
    return [*addresses, *(RESOLVED + doi for doi in dois)], "", rest


def _whole(address: str) -> str:
    """Without the marks of the sentence that it stands in, and the parentheses around it."""
    unopened = address.count(")") - address.count("(")
    address = address.rstrip(MARKS)
    while unopened > 0 and address.endswith(")"):
        address, unopened = address[:-1].rstrip(MARKS), unopened - 1
    return address


def _bare(part: str) -> str:
    """A part without the stop that ends it, and without quotation marks around it."""
    part = part.strip()
    if not INITIAL.search(part):
        part = part.rstrip(".,").strip()
    return part[1:-1].rstrip(".,") if part[:1] + part[-1:] in ("“”", '""') else part


def _said(*parts: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in parts if any(map(str.isalnum, part)))
