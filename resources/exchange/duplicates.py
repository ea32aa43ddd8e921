"""Which records a new line may be: those with its address or its title, and those whose titles are much like it.

Titles are weighed (rapidfuzz) only against those that share one of their rarest words, so that 50,000 lines against
50,000 records take minutes. Numbers in titles must be the same: yearly reports are no duplicates of one another.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from urllib.parse import urlsplit

from rapidfuzz import fuzz, process

from icpr.lib.exchange.duplicates import Likely
from icpr.lib.folding import key_of
from resources.models import Document, Resource
from resources.models.catalogue import permanent_number

ALIKE = 90  # of 100, from which on titles are told as much alike
RAREST, MOST_WEIGHED, MOST_TOLD = 3, 400, 3
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


class RecordFinder:
    """Knows the addresses and titles of all records, and of the lines it is told to remember."""

    def __init__(self):
        self.names: list[tuple[str, int | None, int | None]] = []  # name, key of a record, number of a line
        self.titles: list[str] = []
        self.by_address: dict[str, list[int]] = defaultdict(list)
        self.by_title: dict[str, list[int]] = defaultdict(list)
        self.by_word: dict[str, list[int]] = defaultdict(list)
        places = {}
        for pk, number, title, address in Resource.objects.values_list("pk", "number", "title", "official_url"):
            places[pk] = self._put(f"{permanent_number(number)} {title}", title, [address], pk=pk)
        for pk, address in Document.objects.exclude(url="").values_list("resource_id", "url"):
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
