"""BibTeX and BibLaTeX, in UTF-8: an entry whose key is the record's permanent number, which no other has."""

import re

from resources.citations.work import Name, Work

# Braces by name: BibTeX counts them also behind a backslash, and one that is left open would swallow what follows.
ESCAPES = str.maketrans(
    {mark: f"\\{mark}" for mark in "&%#_$"}
    | {"{": r"{\textbraceleft}", "}": r"{\textbraceright}", "\\": r"{\textbackslash}"}
    | {"^": r"{\textasciicircum}", "~": r"{\textasciitilde}"}
)
# Signs that TeX would draw as one: "--", "``", "?`".
LIGATURES = re.compile(r"([-`',<>])(?=\1)|[?!](?=`)")
IN_ADDRESSES = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
RANGE = re.compile(r"(?<=\w)[-–](?=\w)")
# A name of these is written as it is; any other is braced, so that neither comma nor "and" parts it.
SIMPLE = re.compile(r"[^\W\d_][\w.’'-]*( (?!and\b)[^\W\d_][\w.’'-]*)*", re.IGNORECASE)


def compose(work: Work) -> str:
    publishers = " and ".join(f"{{{escaped(name)}}}" for name in work.publishers)
    report = work.cited.bibtex == "techreport"
    year, month, day = [*work.date, 0, 0, 0][:3]
    fields = {
        "author": " and ".join(_name(name) for name in work.authors),
        "title": f"{{{escaped(work.title)}}}",
        "journal": escaped(work.container),
        "series": escaped(work.series),
        "institution" if report else "publisher": publishers,
        "type": escaped(work.cited.description or ("Report" if report else "")),
        "volume": escaped(work.volume) if work.cited.is_part else "",
        "number": escaped(work.issue if work.cited.is_part else work.volume),
        "pages" if work.cited.is_part else "pagetotal": RANGE.sub("--", work.pages.translate(ESCAPES)),
        "year": str(year or ""),
        "day": str(day or ""),
        "language": work.language,
        "url": work.url.translate(IN_ADDRESSES),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
    if month:
        lines.append(f"  month = {MONTHS[month - 1]}")
    return f"@{work.cited.bibtex}{{{work.number},\n" + ",\n".join(lines) + ",\n}\n"


def escaped(text: str) -> str:
    """A text that TeX sets as it stands."""
    return LIGATURES.sub(r"\g<0>{}", text.translate(ESCAPES))


def _name(name: Name) -> str:
    """ "King, Jr., Martin Luther", as BibTeX has it; an organization in braces of its own, which nothing parts."""
    if name.organization:
        return f"{{{escaped(name.organization)}}}"
    if name.inverted == name.family and " " in name.family:
        return f"{{{escaped(name.family)}}}"  # else its first word would be a given name
    return ", ".join(_part(part) for part in (name.family, name.suffix, name.given) if part)


def _part(text: str) -> str:
    return text if SIMPLE.fullmatch(text) else f"{{{escaped(text)}}}"
