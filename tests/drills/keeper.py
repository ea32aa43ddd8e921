"""Somebody who adds to a reading list or a plan while things fail, and sends a form again as a browser would."""

import re
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException

PAUSE = 0.25  # seconds between two forms


@dataclass
class Keeper:
    """Adds records to a reading list on a site, one a form, and begins another list when all are on it, until left.
    `said` holds, by the addresses of lists, what the library said that it saved: numbers such as ICPR-000018. Who
    `alternates` asks the next site for each page and form, else only after a fault."""

    sites: list[str]
    numbers: list[str]
    said: dict[str, list[str]] = field(default_factory=dict)
    tries: int = 0
    alternates: bool = False

    def __enter__(self) -> "Keeper":
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._keep, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._ended.set()
        self._thread.join(90)

    def saved(self) -> int:
        return sum(map(len, self.said.values()))

    def lost(self) -> list[str]:
        """What was said to be saved and is not on its list."""
        pages = {address: self._ask(self.written(address))[1] for address in self.said}
        return [
            number
            for address, numbers in self.said.items()
            for number in numbers
            if f'"{number}"' not in pages[address]
        ]

    begins = "/lists/"  # where a list is begun
    _turn = 0

    def written(self, address: str) -> str:
        """Where all that is on a list stands as JSON."""
        return f"{address[:-1]}.json"

    def _keep(self) -> None:
        while not self._ended.is_set():
            if address := self._sent(lambda: (self.begins, {"nonce": _nonce(self._ask(self.begins)[1])})):
                self.said[address] = []
                for number in self.numbers:
                    if self._sent(lambda number=number: self._form(address, number)):
                        self.said[address].append(number)

    def _form(self, address: str, number: str) -> tuple[str, dict]:
        nonce = _nonce(self._ask(f"/lists/add/?what=r:{number}")[1])
        return "/lists/add/", {"nonce": nonce, "what": f"r:{number}", "address": address}

    def _sent(self, form: Callable[[], tuple[str, dict]]) -> str | None:
        """Send a form, the same again until the library says that it is saved. Returns where it led; None when left."""
        filled = None
        while not self._ended.wait(PAUSE):
            try:
                filled = filled or form()
                self.tries += 1
                return self._ask(*filled)[0]
            except (OSError, HTTPException, ValueError):  # an answer of 400 and more is an OSError
                self._turn += 1
        return None

    def _ask(self, page: str, form: dict | None = None) -> tuple[str, str]:
        """The path that an answer came from in the end, and its text."""
        self._turn += self.alternates
        site = self.sites[self._turn % len(self.sites)]
        sent = urllib.parse.urlencode(form).encode() if form else None
        asked = urllib.request.Request(site + page, sent, {"Host": "localhost"})
        with urllib.request.urlopen(asked, timeout=20) as answer:
            return urllib.parse.urlsplit(answer.url).path, answer.read().decode()


class Planner(Keeper):
    """The same with items of the Blueprint, in plans."""

    begins = "/plan/"

    def written(self, address: str) -> str:
        return f"{address}plan.json"

    def _form(self, address: str, number: str) -> tuple[str, dict]:
        return f"{address}add/", {"nonce": _nonce(self._ask(f"{address}add/")[1]), "number": number}


def _nonce(page: str) -> str:
    found = re.search(r'name="nonce" value="([^"]+)"', page)
    if not found:
        raise ValueError("The page has no form.")
    return found[1]
