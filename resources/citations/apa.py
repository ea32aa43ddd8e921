"""APA, 7th edition: an entry of the list of references, with the title as it was published."""

import re

from resources.citations.wording import MONTHS, ended, italic, joined, listed, pages, sentences
from resources.citations.work import Name, Work

MOST_NAMES, FIRST_NAMES = 20, 19
BY_YEAR = {"report", "article-journal"}  # dated by the year alone
INITIAL = re.compile(r"[^\W\d_]")


def compose(work: Work) -> str:
    lead = _authors(work.authors)
    organizations = [name.organization for name in work.authors]
    publishers = "; ".join(name for name in work.publishers if name not in organizations)
    if not lead and work.cited.csl == "webpage":
        lead, publishers = publishers, ""
    title, date = _title(work), f"({_date(work)})."
    head = f"{ended(lead)} {date} {ended(title)}" if lead else f"{ended(title)} {date}"
    return " ".join(filter(None, [head, sentences(_within(work) or publishers), work.url]))


def _title(work: Work) -> str:
    series = " ".join(filter(None, [work.series, work.volume if work.series else ""]))
    title = work.title if work.cited.is_part else italic(work.title)
    description = f"[{work.cited.description}]" if work.cited.description else ""
    return " ".join(filter(None, [title, f"({series})" if series else "", description]))


def _date(work: Work) -> str:
    if not work.date:
        return "n.d."
    year, *rest = work.date
    if not rest or work.cited.csl in BY_YEAR:
        return str(year)
    month, *day = rest
    return f"{year}, {' '.join(map(str, [MONTHS[month - 1], *day]))}"


def _within(work: Work) -> str:
    """The magazine, journal or blog, with volume, issue and pages."""
    if not work.container:
        return ""
    number = italic(work.volume) + (f"({work.issue})" if work.issue else "")
    return joined(italic(work.container), number, pages(work.pages))


def _authors(authors: list[Name]) -> str:
    names = [_name(name) for name in authors]
    if len(names) > MOST_NAMES:
        return f"{', '.join(names[:FIRST_NAMES])}, … {names[-1]}"
    return listed(names, "&", comma=len(names) > 2 or not all(name.organization for name in authors))


def _name(name: Name) -> str:
    """Family name and initials: "King, M. L., Jr."; an organization whole."""
    words = name.given.replace(".", ". ").split()
    initials = " ".join("-".join(map(_initial, word.split("-"))) for word in words)
    return name.organization or joined(name.family, initials, name.suffix)


def _initial(word: str) -> str:
    """The first letter, in scripts that have capital ones; else the word."""
    found = INITIAL.search(word)
    return f"{found[0]}." if found and found[0].isupper() else word
