"""Which state of the public catalogue a search is asked of."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Edition:
    """A catalogue version as it stood at a moment. What is derived from the catalogue is kept for one edition."""

    version: int
    read_at: datetime
