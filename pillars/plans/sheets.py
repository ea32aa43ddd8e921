"""How many sheets of paper a plan takes to print. The pages break where this says, so that what a link says is so."""

from collections.abc import Sequence

from pillars.models import Entry

ON_FIRST, ON_OTHERS = 28, 52  # items of the summary on its first sheet, below the overview, and on each other one
NEXT_DATES = 9  # of the overview


def of_summary(items: int) -> int:
    """How many sheets the summary of a plan with so many items takes."""
    return 1 + max(0, -(-(items - ON_FIRST) // ON_OTHERS))


def parted(entries: Sequence[Entry]) -> list[Sequence[Entry]]:
    """The items on each sheet of the summary; the first holds none when there is none."""
    starts = [0, *range(ON_FIRST, len(entries), ON_OTHERS)]
    return [entries[start:end] for start, end in zip(starts, [*starts[1:], len(entries)], strict=True)]
