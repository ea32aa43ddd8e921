"""How far a plan is: shares of the applicable items by pillar, and what is due."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from pillars.models import IN_PLACE, Entry, Progress

SOON_DAYS = 90
COUNTED = [status for status in Progress if status != Progress.NOT_APPLICABLE]


@dataclass(frozen=True)
class Piece:
    """A part of a bar: a status, how many, and where it lies in a bar 100 wide."""

    status: Progress
    number: int
    start: float
    width: float


@dataclass(frozen=True)
class Bar:
    """One pillar, or the whole plan: applicable items by status, and how many do not apply."""

    label: str
    hue: str
    numbers: list[int]  # in the order of COUNTED
    not_applicable: int

    @property
    def total(self) -> int:
        return sum(self.numbers)

    @property
    def in_place(self) -> int:
        return sum(number for status, number in zip(COUNTED, self.numbers, strict=True) if status in IN_PLACE)

    @property
    def share(self) -> int:
        """Percent in place of what applies, rounded down, so that 100 means all."""
        return 100 * self.in_place // self.total if self.total else 0

    @property
    def pieces(self) -> list[Piece]:
        pieces, start = [], 0.0
        for status, number in zip(COUNTED, self.numbers, strict=True):
            width = round(100 * number / self.total, 3) if number else 0
            if number:
                pieces.append(Piece(status, number, round(start, 3), width))
            start += width
        return pieces

    @property
    def words(self) -> str:
        """The bar for those who do not see it."""
        parts = ", ".join(f"{piece.status.label} {piece.number}" for piece in self.pieces)
        return f"{self.label}: {parts or 'nothing that applies'}"


def bars(entries: list[Entry]) -> list[Bar]:
    """The whole plan, then each pillar in it, in the report's order."""
    pillars = {}
    for entry in entries:
        pillar = entry.item.pillar
        key = (pillar.number, pillar.short_name, pillar.hue) if pillar else (0, "Overarching", "blue")
        pillars.setdefault(key, []).append(entry)
    rows = [
        _bar(f"{number}. {name}" if number else name, hue, pillars[number, name, hue])
        for number, name, hue in sorted(pillars)
    ]
    return [_bar("Whole plan", "blue", entries), *rows]


def _bar(label: str, hue: str, entries: list[Entry]) -> Bar:
    statuses = [entry.status for entry in entries]
    return Bar(label, hue, [statuses.count(status) for status in COUNTED], statuses.count(Progress.NOT_APPLICABLE))


def due(entries: list[Entry]) -> list[Entry]:
    """What is not settled and has a target date passed or within ninety days, soonest first."""
    horizon = timezone.localdate() + timedelta(days=SOON_DAYS)
    found = [entry for entry in entries if entry.due_on and entry.due_on <= horizon and not entry.is_settled]
    return sorted(found, key=lambda entry: (entry.due_on, entry.position))
