"""RIS, as reference managers and our own lists write it, read by rispy."""

import re
from io import BytesIO, StringIO

import rispy

from icpr.lib.confined.limits import Refused
from icpr.lib.exchange.readers.found import Found, table_of
from icpr.lib.exchange.readers.texts import decoded
from icpr.lib.exchange.readers.works import body, day_of, person, text_of, work

# What RIS calls a work (TY) → what CSL does. What is not here has no type: nobody knows what it is.
TYPES = {
    "BLOG": "post-weblog",
    "BOOK": "book",
    "CHAP": "chapter",
    "CONF": "paper-conference",
    "CPAPER": "paper-conference",
    "DATA": "dataset",
    "EJOUR": "article-journal",
    "ELEC": "webpage",
    "GOVDOC": "report",
    "JOUR": "article-journal",
    "LEGAL": "legislation",
    "MGZN": "article-magazine",
    "NEWS": "article-newspaper",
    "PAMP": "pamphlet",
    "RPRT": "report",
    "SLIDE": "speech",
    "STAND": "standard",
    "STAT": "legislation",
    "THES": "thesis",
    "VIDEO": "motion_picture",
    "WEB": "webpage",
}


def read(file: BytesIO, kind: str) -> Found:
    try:
        entries = rispy.load(StringIO(decoded(file.getvalue())), skip_unknown_tags=True)
    except (OSError, ValueError, KeyError, rispy.parser.ParseError) as error:
        raise Refused("The file is not RIS that can be read: each work begins with TY and ends with ER.") from error
    if not entries:
        raise Refused("The file holds no work: each begins with TY and ends with ER.")
    return table_of(map(of_entry, entries), [], works=True)


def of_entry(entry: dict) -> dict[str, str]:
    def first(*names: str) -> str:
        return next((text for name in names if (text := text_of(entry.get(name)))), "")

    pages = [first("start_page"), first("end_page")]
    return work(
        {
            "type": TYPES.get(first("type_of_reference"), ""),
            "title": first("title", "primary_title"),
            "author": list(map(_name, entry.get("authors") or entry.get("first_authors") or ())),
            "editor": list(map(_name, entry.get("secondary_authors") or ())),
            "issued": _date(first("date"), first("year", "publication_year")),
            "publisher": first("publisher"),
            "publisher-place": first("place_published"),
            "container-title": first("journal_name", "secondary_title", "alternate_title3", "alternate_title2"),
            "volume": first("volume"),
            "issue": first("number"),
            "page": "–".join(filter(None, pages)),
            "DOI": first("doi"),
            "ISBN": first("issn"),
            "URL": next(iter(entry.get("urls") or []), "") or first("url"),
            "language": first("language"),
            "keyword": [word.replace(";", ",") for word in entry.get("keywords") or ()],
            "abstract": first("abstract", "notes_abstract"),
            "note": entry.get("notes"),
            "id": first("id"),
        }
    )


def _name(text: str) -> str:
    """A person has a comma: Family, Given, Suffix."""
    family, *others = (part.strip() for part in text.split(",", 2))
    return person(family, others[0], suffix=others[1] if others[1:] else "") if others else body(family)


def _date(*dates: str) -> str:
    """The most precise of the dates, as RIS has them: 2015/03/09/, 2015/03// or 2015; one that is none as it is."""
    read = [day_of(re.split("[/-]", date)) for date in dates]
    return max(read, key=len) or next(filter(None, dates), "")
