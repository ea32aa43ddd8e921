"""The lines of a file that were not taken, as a file of their own: corrected, it is read in like any other."""

from collections.abc import Iterator

from icpr.imports.models import Import, ImportLine, Outcome
from icpr.lib.exchange.files import FORMS
from icpr.lib.exchange.sheets import WRONG

UNDECIDED = "It is probably in already: {}. Nobody said what to do."


def failed(one: Import):
    """The lines that are not taken, and that nobody said to leave out."""
    return one.lines.filter(outcome__in=[Outcome.ERROR, Outcome.DUPLICATE]).order_by("number")


def written(one: Import, form: str) -> Iterator[bytes]:
    """Such a file in parts: the heads as they were, behind a column that says what is wrong and is not read."""
    lines = list(failed(one))
    heads = list(one.heads)
    width = max([len(heads), *(len(line.cells) for line in lines)])
    kept = [place for place, head in enumerate(heads) if head.casefold() != WRONG] + list(range(len(heads), width))
    heads += [""] * (width - len(heads))
    rows = ([reasons(line), *(_cell(line, place) for place in kept)] for line in lines)
    return FORMS[form].parts([WRONG, *(heads[place] for place in kept)], rows)


def _cell(line: ImportLine, place: int) -> str:
    return line.cells[place] if place < len(line.cells) else ""


def reasons(line: ImportLine) -> str:
    """What is wrong with a line, a sentence each."""
    told = [f"{column}: {reason}" if column else reason for column, reason in line.problems]
    if line.outcome == Outcome.DUPLICATE:
        told.append(UNDECIDED.format(line.likely[0]["name"]))
    return " ".join(told)
