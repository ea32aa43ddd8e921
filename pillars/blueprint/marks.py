"""Findings drawn as marks: the shape says which kind of research it was, the area how many studies it weighs.

Shapes of one number of studies have one area, whatever their form. A mark is open, and as small as one of a single
study, where the number is not known. All lengths are pixels of CSS.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil, pi, sqrt

from django.utils.text import capfirst

from pillars.blueprint.facets import NOT_REVIEWED
from pillars.models import Direction, Finding, Strength

NO_FINDING = "none"
RANKS = [*Strength.values, NO_FINDING]  # the strongest kind of research first
RADIUS_OF_ONE = 3.4  # of the circle for one study
TARGET = 24  # the least a link may measure
GAP = 3
SMALL = 0.85  # how large marks are beside words, next to those of the map
LABELS = dict(Direction.choices) | {NOT_REVIEWED: "Not reviewed"}
KINDS = {  # of research, after the number of marks: one, several
    Strength.REVIEWS: ("systematic review or meta-analysis", "systematic reviews or meta-analyses"),
    Strength.TRIAL: ("randomized trial", "randomized trials"),
    Strength.OTHER: ("other study or report", "other studies or reports"),
    Strength.UNKNOWN: ("of a design not stated", "of a design not stated"),
    NO_FINDING: ("without a finding", "without a finding"),
}


@dataclass(frozen=True)
class Mark:
    """One finding in a strip, or one item, which has none. `path` is the form; the rest is the place it takes."""

    strength: str
    studies: int | None
    finding: Finding | None
    path: str
    left: int
    top: int
    width: int
    height: int

    @property
    def is_open(self) -> bool:
        return self.studies is None

    @property
    def label(self) -> str:
        """The finding in words, for those who do not see the mark and for a tooltip."""
        finding = self.finding
        found = f"{finding.outcome}: {finding.get_direction_display().lower()}"
        year = f", {finding.year}" if finding.year else ""
        return f"{capfirst(found)}. {capfirst(research(finding))}. {finding.source_org}{year}"


@dataclass(frozen=True)
class Strip:
    """Marks side by side, the strongest kind of research first, in as many lines as they need."""

    marks: tuple[Mark, ...]
    width: int
    height: int


@dataclass(frozen=True)
class Pointing:
    """What points in one direction, and its marks. `url`: of the page that shows exactly that."""

    direction: str
    strip: Strip
    url: str

    @property
    def label(self) -> str:
        return LABELS[self.direction]

    @property
    def number(self) -> int:
        return len(self.strip.marks)

    @property
    def words(self) -> str:
        """The marks for those who do not see them: "2 systematic reviews or meta-analyses, 1 randomized trial"."""
        counts = Counter(mark.strength for mark in self.strip.marks)
        return ", ".join(f"{counts[mark]} {KINDS[mark][counts[mark] > 1]}" for mark in RANKS if mark in counts)


def radius(studies: int | None) -> float:
    """Of the circle for so many studies: its area grows with their number."""
    return RADIUS_OF_ONE * sqrt(max(studies or 1, 1))


def path(strength: str, x: float, y: float, r: float) -> str:
    """The form of a kind of research around a point, as an SVG path, with the area of a circle of radius `r`."""
    match strength:
        case Strength.REVIEWS:
            half = f"a{_n(r)} {_n(r)} 0 1 0 "
            return f"M{_n(x - r)} {_n(y)}{half}{_n(2 * round(r, 2))} 0{half}{_n(-2 * round(r, 2))} 0z"
        case Strength.TRIAL:
            d = r * sqrt(pi / 2)
            return f"M{_n(x)} {_n(y - d)}l{_n(d)} {_n(d)} {_n(-d)} {_n(d)} {_n(-d)} {_n(-d)}z"
        case Strength.OTHER:
            side = r * sqrt(pi)
            return f"M{_n(x - side / 2)} {_n(y - side / 2)}h{_n(side)}v{_n(side)}h{_n(-side)}z"
        case Strength.UNKNOWN:  # a cross of five squares
            side = r * sqrt(pi / 5)
            out, back = _n(side), _n(-side)
            start = f"M{_n(x - side / 2)} {_n(y - 1.5 * side)}"
            return f"{start}h{out}v{out}h{out}v{out}h{back}v{out}h{back}v{back}h{back}v{back}h{out}z"
    return f"M{_n(x - r)} {_n(y - 0.6)}h{_n(2 * r)}v1.2h{_n(-2 * r)}z"


def _n(length: float) -> str:
    return f"{round(length, 2):g}"


def strip(findings: Iterable[Finding], *, most_width: int = 0, target: int = TARGET, scale: float = 1) -> Strip:
    """The marks of findings, which need their practices for the labels and addresses.

    most_width: where a new line begins; 0: nowhere. target: the least width and height of a mark that is a link.
    """
    places = sorted(findings, key=lambda one: (RANKS.index(one.strength), -(one.study_count or 0), one.pk))
    return _lay([(one.strength, one.study_count, one) for one in places], most_width, target, scale)


def strip_of_kinds(kinds: Iterable[str], *, most_width: int) -> Strip:
    """Marks of one size for things that rest on these kinds of research, or on `NO_FINDING`."""
    return _lay([(kind, 1, None) for kind in sorted(kinds, key=RANKS.index)], most_width, target=0)


def pointing(findings: Iterable[Finding], *, target: int = 0, scale: float = SMALL) -> list[Pointing]:
    """The marks of one practice's findings by direction, in the order of `Direction`, without those that have none."""
    findings = list(findings)
    by_direction = {key: [one for one in findings if one.direction == key] for key in Direction.values}
    return [
        Pointing(
            key, strip(found, target=target, scale=scale), f"{found[0].practice.get_absolute_url()}?direction={key}"
        )
        for key, found in by_direction.items()
        if found
    ]


def sizes(*numbers: int) -> list[tuple[str, Strip]]:
    """For a legend: marks of reviews of so many studies, then of one that does not say, each with its words."""
    words = [f"{number} stud{'y' if number == 1 else 'ies'}" for number in numbers] + ["number not known"]
    marks = [_lay([(Strength.REVIEWS, number, None)], 0, target=0) for number in (*numbers, None)]
    return list(zip(words, marks, strict=True))


def _lay(given: list[tuple[str, int | None, Finding | None]], most_width: int, target: int, scale: float = 1) -> Strip:
    marks, top, width = [], 0, 0
    for line in _lines(given, most_width, target, scale):
        height = max((size for *_, size in line), default=0)
        left = 0
        for strength, studies, finding, size in line:
            form = path(strength, left + size / 2, top + height / 2, scale * radius(studies))
            marks.append(Mark(strength, studies, finding, form, left, top, size, height))
            left += size
        top, width = top + height, max(width, left)
    return Strip(tuple(marks), width, top)


def _lines(given: list[tuple], most_width: int, target: int, scale: float) -> list[list[tuple]]:
    """What is given, each with the width it takes, in lines that are no wider than they may be."""
    lines, left = [[]], 0
    for one in given:
        size = ceil(max(target, scale * (2.5 * radius(one[1]) + GAP)))
        if most_width and left and left + size > most_width:
            lines.append([])
            left = 0
        lines[-1].append((*one, size))
        left += size
    return lines


def research(finding: Finding) -> str:
    """The kind of research behind a finding, and how many studies it weighs: "randomized trial, 1 study"."""
    studies = finding.study_count
    how_many = f"{studies} stud{'y' if studies == 1 else 'ies'}" if studies else "number of studies not known"
    return f"{finding.get_strength_display().lower()}, {how_many}"
