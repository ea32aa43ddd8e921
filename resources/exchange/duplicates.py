"""Which records a new line may be: those with its address or its title, and those whose titles are much like it.

Titles are weighed (rapidfuzz) only against those that share one of their rarest words, so that 50,000 lines against
50,000 records take minutes. Numbers in titles must be the same: yearly reports are no duplicates of one another.
Of one work the database first says which records could be meant, so that a form does not read all of them.
"""

import re
from array import array
from collections.abc import Iterator, Mapping
from typing import TypeVar
from urllib.parse import urlsplit

from django.db.models import Count, Q, QuerySet
from rapidfuzz import fuzz, process

from icpr.lib.exchange.duplicates import Likely
from icpr.lib.folding import key_of, sort_title
from resources.models import Document, Resource
from resources.models.catalogue import permanent_number

ALIKE = 90  # of 100, from which on titles are told as much alike
RAREST, MOST_WEIGHED, MOST_TOLD = 3, 400, 3
MOST_COUNTED, MOST_READ = 8, 2_000  # words of one title that are counted; records with one that are read
CHUNK = 5_000  # records read at once
DIGITS = re.compile(r"\d+")
SAME_ADDRESS, SAME_TITLE = "the same address", "the same title"

K = TypeVar("K", int, str)


def address_key(address: str) -> str:
    """What tells addresses apart: host and path, without what makes no difference; "" for none."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    host = (parts.hostname or "").removeprefix("www.")
    path = parts.path.rstrip("/")
    return f"{host}{path}?{parts.query}" if host and (path or parts.query) else ""


def likely_doubles(rows: QuerySet[Resource], title: str, address: str) -> list[Likely]:
    """Which of some records a work with a title and an address, either of which may be "", probably is: best first.

    Three queries at most, none of which reads more than the records that share a rare word or the address.
    """
    return RecordFinder(_near(rows, title, address)).likely({"title": title, "official_url": address})


def _near(rows: QuerySet[Resource], title: str, address: str) -> QuerySet[Resource]:
    """Those of some records that could be meant, and others."""
    meant = Q()
    if address_key(address):
        parts = urlsplit(address.strip())
        said = [parts.hostname.removeprefix("www."), parts.path.rstrip("/"), parts.query]
        meant |= Q(*(("official_url__icontains", part) for part in said if part))
        papers = Document.objects.filter(*(Q(url__icontains=part) for part in said if part))
        meant |= Q(pk__in=papers.values("resource"))
    if words := sorted(set(key_of(title).split()), key=lambda word: (-len(word), word))[:MOST_COUNTED]:
        counted = {f"word_{place}": Count("pk", Q(sort_title__contains=word)) for place, word in enumerate(words)}
        numbers = zip(rows.aggregate(**counted).values(), words, strict=True)
        rare = [word for number, word in sorted(numbers) if 0 < number <= MOST_READ][:RAREST]
        meant |= Q(sort_title=sort_title(title))
        meant |= Q(*(("sort_title__contains", word) for word in rare), _connector=Q.OR)
    return rows.filter(meant) if meant else rows.none()


class RecordFinder:
    """Knows the addresses and titles of all records, or of some, and of the lines it is told to remember.

    Of a million records this is all kept in memory, so nothing is that can be worked out or would not be asked for.
    """

    def __init__(self, rows: QuerySet[Resource] | None = None):
        self.keys = array("q")  # of records, or of lines minus their number
        self.numbers = array("q")
        self.titles: list[str] = []
        self.folded: list[str] = []
        self.by_address: dict[int, Places] = {}  # the hash of what tells an address
        self.by_title: dict[str, Places] = {}
        self.counts: dict[str, int] = {}
        self.by_word: dict[str, list[int]] = {}  # without words of more titles than are weighed
        places, papers = {}, Document.objects.exclude(url="")
        records = Resource.objects.all() if rows is None else rows
        for pk, number, title, address in _read(records, "pk", "number", "title", "official_url"):
            places[pk] = self._put(pk, number, title, address)
        if rows is not None:
            papers = papers.filter(resource__in=list(places))
        for pk, address in _read(papers, "resource_id", "url"):
            if pk in places:
                self._put_address(places[pk], address)

    def likely(self, cells: Mapping[str, str]) -> list[Likely]:
        found: dict[int, Likely] = {}
        if address := address_key(cells.get("official_url", "")):
            for place in _at(self.by_address, hash(address)):
                found[place] = self._likely(place, 100, SAME_ADDRESS)
        title = key_of(cells.get("title", ""))
        for place in _at(self.by_title, title):
            found.setdefault(place, self._likely(place, 100, SAME_TITLE))
        for place, score in self._alike(title):
            found.setdefault(place, self._likely(place, score, "a title much like it"))
        return sorted(found.values(), key=lambda each: (-each.score, each.pk is None))[:MOST_TOLD]

    def remember(self, line: int, cells: Mapping[str, str]) -> None:
        self._put(-line, 0, cells.get("title", ""), cells.get("official_url", ""))

    def _put(self, key: int, number: int, title: str, address: str) -> int:
        place, folded = len(self.titles), key_of(title)
        self.keys.append(key)
        self.numbers.append(number)
        self.titles.append(title)
        self.folded.append(folded)
        self._put_address(place, address)
        if folded:
            _add(self.by_title, folded, place)
        for word in set(folded.split()):
            self.counts[word] = count = self.counts.get(word, 0) + 1
            if count <= MOST_WEIGHED:
                self.by_word.setdefault(word, []).append(place)
            else:
                self.by_word.pop(word, None)
        return place

    def _put_address(self, place: int, address: str) -> None:
        if key := address_key(address):
            _add(self.by_address, hash(key), place)

    def _likely(self, place: int, score: int, why: str) -> Likely:
        key, title = self.keys[place], self.titles[place]
        if key < 0:
            return Likely(f"line {-key} of this file, {title}", score, why, line=-key)
        return Likely(f"{permanent_number(self.numbers[place])} {title}", score, why, key)

    def _alike(self, title: str) -> list[tuple[int, int]]:
        """The places of titles much like one, with their scores."""
        words = sorted((self.counts[word], word) for word in set(title.split()) if word in self.counts)
        places: dict[int, None] = {}
        for _, word in words[:RAREST]:
            places |= dict.fromkeys(self.by_word.get(word, ()))
        digits = sorted(DIGITS.findall(title))
        weighed = {
            place: self.folded[place] for place in places if sorted(DIGITS.findall(self.folded[place])) == digits
        }
        found = process.extract(title, weighed, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE, limit=MOST_TOLD)
        return [(place, int(score)) for _, score, place in found]


Places = int | list[int]  # one mostly, which needs no list


def _add(held: dict[K, Places], key: K, place: int) -> None:
    found = held.setdefault(key, place)
    if isinstance(found, list):
        found += [place] * (found[-1] != place)
    elif found != place:
        held[key] = [found, place]


def _at(held: Mapping[K, Places], key: K) -> list[int]:
    """The first places: more records of one title are told nobody."""
    found = held.get(key, [])
    return found[:MOST_WEIGHED] if isinstance(found, list) else [found]


def _read(rows: QuerySet, *columns: str) -> Iterator[tuple]:
    return rows.values_list(*columns).iterator(chunk_size=CHUNK)
