"""Which records a new line may be: those with its address or its title, and those whose titles are much like it.

Titles are weighed (rapidfuzz) only against those that share one of their rarest words, so that 50,000 lines against
50,000 records take minutes. Numbers in titles must be the same: yearly reports are no duplicates of one another.
Of one work the database first says which records could be meant, so that a form does not read all of them.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
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
DIGITS = re.compile(r"\d+")
SAME_ADDRESS, SAME_TITLE = "the same address", "the same title"


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
    """Knows the addresses and titles of all records, or of some, and of the lines it is told to remember."""

    def __init__(self, rows: QuerySet[Resource] | None = None):
        self.names: list[tuple[str, int | None, int | None]] = []  # name, key of a record, number of a line
        self.titles: list[str] = []
        self.by_address: dict[str, list[int]] = defaultdict(list)
        self.by_title: dict[str, list[int]] = defaultdict(list)
        self.by_word: dict[str, list[int]] = defaultdict(list)
        places, papers = {}, Document.objects.exclude(url="")
        records = Resource.objects.all() if rows is None else rows
        for pk, number, title, address in records.values_list("pk", "number", "title", "official_url"):
            places[pk] = self._put(f"{permanent_number(number)} {title}", title, [address], pk=pk)
        if rows is not None:
            papers = papers.filter(resource__in=list(places))
        for pk, address in papers.values_list("resource_id", "url"):
            if pk in places:
                self._put_address(places[pk], address)

    def likely(self, cells: Mapping[str, str]) -> list[Likely]:
        found: dict[int, Likely] = {}
        for place in self.by_address.get(address_key(cells.get("official_url", "")), ()):
            found[place] = self._likely(place, 100, SAME_ADDRESS)
        title = key_of(cells.get("title", ""))
        for place in self.by_title.get(title, ()) if title else ():
            found.setdefault(place, self._likely(place, 100, SAME_TITLE))
        for place, score in self._alike(title):
            found.setdefault(place, self._likely(place, score, "a title much like it"))
        return sorted(found.values(), key=lambda each: (-each.score, each.pk is None))[:MOST_TOLD]

    def remember(self, line: int, cells: Mapping[str, str]) -> None:
        title = cells.get("title", "")
        self._put(f"line {line} of this file, {title}", title, [cells.get("official_url", "")], line=line)

    def _put(
        self, name: str, title: str, addresses: list[str], *, pk: int | None = None, line: int | None = None
    ) -> int:
        place, key = len(self.names), key_of(title)
        self.names.append((name, pk, line))
        self.titles.append(key)
        for address in addresses:
            self._put_address(place, address)
        if key:
            self.by_title[key].append(place)
        for word in set(key.split()):
            self.by_word[word].append(place)
        return place

    def _put_address(self, place: int, address: str) -> None:
        if (key := address_key(address)) and place not in self.by_address[key]:
            self.by_address[key].append(place)

    def _likely(self, place: int, score: int, why: str) -> Likely:
        name, pk, line = self.names[place]
        return Likely(name, score, why, pk, line)

    def _alike(self, title: str) -> list[tuple[int, int]]:
        """The places of titles much like one, with their scores."""
        words = sorted((len(self.by_word[word]), word) for word in set(title.split()) if word in self.by_word)
        places: dict[int, None] = {}
        for number, word in words[:RAREST]:
            if number <= MOST_WEIGHED:
                places |= dict.fromkeys(self.by_word[word])
        digits = sorted(DIGITS.findall(title))
        weighed = {
            place: self.titles[place] for place in places if sorted(DIGITS.findall(self.titles[place])) == digits
        }
        found = process.extract(title, weighed, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE, limit=MOST_TOLD)
        return [(place, int(score)) for _, score, place in found]
