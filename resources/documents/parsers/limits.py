"""What reading one file may cost at most."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Limits:
    """Memory in bytes, processor and wall time in seconds, pages read, characters kept in all and of one page, and how
    far it stands back behind other processes (19 is furthest)."""

    memory: int = 512 * 1024 * 1024
    processor: int = 90
    wall: float = 180
    pages: int = 2_000
    text: int = 8_000_000
    page_text: int = 60_000
    nice: int = 19

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Limits":
        return cls(**json.loads(text))


class Refused(Exception):
    """Raised when a file yields no text for good; the message says why, for staff."""


class OutOfTime(BaseException):
    """Raised wherever the reader stands when its processor time is used up.

    Not an Exception, because parsers of broken files catch those and go on.
    """
