"""The Chicago Manual of Style, 18th edition: author and date, an entry of the list of references."""

import re

from resources.citations.wording import MONTHS, changed, ended, italic, joined, listed, pages, quoted, sentences
from resources.citations.work import Name, Work

MOST_NAMES, FIRST_NAMES = 6, 3
IN_ITALICS = {"report", "broadcast", "motion_picture"}  # titles of what stands by itself; others are quoted
BY_YEAR = {"report", "motion_picture"}
CLOSE_INITIALS = re.compile(r"\.(?=[^\W\d_])")


def compose(work: Work) -> str:
    lead, container, publishers = authors(work), italic(work.container), "; ".join(work.publishers)
    if not lead and work.cited.csl == "webpage":
        lead, publishers = publishers, ""
    elif not lead and work.cited.csl == "article-magazine":
        lead, container = container, ""
    year = ended(str(work.date[0]) if work.date else "n.d.")
    title = italic(ended(work.title)) if work.cited.csl in IN_ITALICS else quoted(work.title, ".")
    head = f"{ended(lead)} {year} {title}" if lead else f"{title} {year}"
    series = " ".join(filter(None, [work.series, work.volume if work.series else ""]))
    rest = sentences(work.cited.description, series, _source(work, container, publishers), work.url)
    return f"{head} {rest}"


def _source(work: Work, container: str, publishers: str) -> str:
    if work.cited.csl == "article-journal":
        return _journal(work, container)
    if work.cited.csl == "article-magazine":
        return joined(container, _day(work))
    return joined(container, publishers, _day(work))


def _journal(work: Work, container: str) -> str:
    month = MONTHS[work.date[1] - 1] if work.date[1:] else ""
    numbers = pages(work.pages, _shorten)
    if not work.volume and not work.issue:
        return joined(container, _day(work), numbers)
    if work.volume:
        place = f"{container} {work.volume}"
        within = work.issue or month
    else:
        place, within = f"{container}, no. {work.issue}", month
    return f"{place}{f' ({within})' if within else ''}{f': {numbers}' if numbers else ''}"


def _day(work: Work) -> str:
    """What is known of the date beyond the year: "May" or "May 17"."""
    if not work.date[1:] or work.cited.csl in BY_YEAR:
        return ""
    _, month, *day = work.date
    return " ".join(map(str, [MONTHS[month - 1], *day]))


def _shorten(first: str, last: str) -> str:
    if int(first) < 100 or int(first) % 100 == 0:
        return last
    return changed(first, last, least=1 if int(first) % 100 < 10 else 2)


def authors(work: Work) -> str:
    names = [name_in_place(name, place) for place, name in enumerate(work.authors)]
    if len(names) > MOST_NAMES:
        return f"{', '.join(names[:FIRST_NAMES])}, et al."
    return listed(names, "and", comma=len(names) > 2 or not all(name.organization for name in work.authors))


def name_in_place(name: Name, place: int) -> str:
    """The first name is turned round, those after it are not: "King, Martin Luther, Jr., and Bo Ames Sr."."""
    if name.organization:
        return name.organization
    given = CLOSE_INITIALS.sub(". ", name.given)
    spaced = Name(name.family, given, name.suffix)
    return spaced.straight if place else spaced.inverted
