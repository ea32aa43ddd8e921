"""MLA Handbook, 9th edition: an entry of the list of works cited. No date is left out, not written as "n.d."."""

from resources.citations.chicago import name_in_place
from resources.citations.wording import SHORT_MONTHS, changed, ended, italic, joined, listed, pages, quoted, sentences
from resources.citations.work import Work

MOST_NAMES = 2
IN_ITALICS = {"report", "webpage", "broadcast", "motion_picture"}  # titles of what stands by itself; others are quoted
BY_YEAR, BY_MONTH = {"motion_picture"}, {"article-journal"}


def compose(work: Work) -> str:
    title = italic(ended(work.title)) if work.cited.csl in IN_ITALICS else quoted(work.title, ".")
    publishers = "" if work.container else " / ".join(work.publishers)
    series = " ".join(filter(None, [work.series, work.volume if work.series else ""]))
    source = joined(italic(work.container), *_numbers(work), publishers, _date(work), _pages(work), work.url)
    head = ended(f"{authors(work)}") if work.authors else ""
    return " ".join(filter(None, [head, title, sentences(work.cited.description, source, series)]))


def authors(work: Work) -> str:
    names = [name_in_place(name, place) for place, name in enumerate(work.authors)]
    if len(names) > MOST_NAMES:
        return f"{names[0]}, et al."
    return listed(names, "and", comma=not all(name.organization for name in work.authors))


def _numbers(work: Work) -> list[str]:
    if work.series:
        return []
    return [f"vol. {work.volume}" if work.volume else "", f"no. {work.issue}" if work.issue else ""]


def _date(work: Work) -> str:
    """As far as it is known and the kind of work is dated: "17 May 2016"."""
    known = 1 if work.cited.csl in BY_YEAR else 2 if work.cited.csl in BY_MONTH else 3
    year, month, day = [*work.date[:known], 0, 0, 0][:3]
    return " ".join(str(part) for part in (day, SHORT_MONTHS[month - 1] if month else "", year) if part)


def _pages(work: Work) -> str:
    if not work.pages or not work.container:
        return ""
    numbers = pages(work.pages, lambda first, last: changed(first, last, least=2))
    return f"{'pp.' if '–' in numbers or ',' in numbers else 'p.'} {numbers}"
