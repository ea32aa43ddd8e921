"""The Bluebook, 22nd edition: a full citation, with the typefaces of practitioners."""

import re

from resources.citations.wording import SHORT_MONTHS, ended, italic, joined, listed
from resources.citations.work import Work

MOST_NAMES = 3
BY_DAY, BY_MONTH = {"webpage", "post-weblog"}, {"article-magazine"}  # others are dated by the year
FIRST_PAGE = re.compile(r"[^\s,–-]+")


def compose(work: Work) -> str:
    lead, title, date = _authors(work), italic(work.title), _date(work)
    publishers = "; ".join(work.publishers)
    first = found[0] if work.container and (found := FIRST_PAGE.match(work.pages)) else ""
    match work.cited.csl:
        case "article-journal":
            place = f"{' '.join(filter(None, [work.volume, work.container, first]))} ({date})"
        case "article-magazine":
            place = joined(f"{work.volume} {work.container}".strip(), f"{date}{f', at {first}' if first else ''}")
        case "report":
            # The publisher of a work with an author is not named.
            source = "" if lead else publishers
            return ended(_with_commas(lead, f"{title} ({' '.join(filter(None, [source, date]))})", work.url))
        case _:
            place = f"{work.container or publishers} ({date})".strip()
    if place.startswith("("):
        return ended(_with_commas(lead, f"{title} {place}", work.url))
    return ended(_with_commas(lead, title, place, work.url))


def _with_commas(*parts: str) -> str:
    *first, last = filter(None, parts)
    return " ".join([*(ended(part, ",") for part in first), last])


def _authors(work: Work) -> str:
    names = [name.straight for name in work.authors]
    return f"{names[0]} et al." if len(names) > MOST_NAMES else listed(names, "&", comma=False)


def _date(work: Work) -> str:
    if not work.date:
        return "n.d."
    known = 3 if work.cited.csl in BY_DAY else 2 if work.cited.csl in BY_MONTH else 1
    year, *rest = work.date[:known]
    if not rest:
        return str(year)
    month, *day = rest
    return " ".join([SHORT_MONTHS[month - 1], *(f"{number}," for number in day), str(year)])
