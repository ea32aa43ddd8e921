"""What reading one file may cost at most."""

import json
from dataclasses import asdict, dataclass
from typing import Self


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Memory in bytes, processor and wall time in seconds, and how far the process stands back behind others (19 is
    furthest)."""

    memory: int = 512 * 1024 * 1024
    processor: int = 90
    wall: float = 180
    nice: int = 19

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        return cls(**json.loads(text))


class Refused(Exception):
    """Raised when a file yields nothing for good; the message says why, for staff."""


class OutOfTime(BaseException):
    """Raised wherever the reader stands when its processor time is used up.

    Not an Exception, because parsers of broken files catch those and go on.
    """
