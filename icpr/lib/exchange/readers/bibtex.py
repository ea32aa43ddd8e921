"""BibTeX, read by bibtexparser: accents written in TeX become letters."""

import re
from io import BytesIO

import bibtexparser
from bibtexparser.middlewares import LatexDecodingMiddleware
from bibtexparser.middlewares.names import NameParts, parse_single_name_into_parts, split_multiple_persons_names

from icpr.lib.confined.limits import Refused
from icpr.lib.exchange.readers.found import Found, table_of
from icpr.lib.exchange.readers.texts import decoded
from icpr.lib.exchange.readers.works import body, day_of, person, work

# What BibTeX and BibLaTeX call a work → what CSL does. What is not here has no type: nobody knows what it is.
TYPES = {
    "article": "article-journal",
    "book": "book",
    "booklet": "pamphlet",
    "dataset": "dataset",
    "inbook": "chapter",
    "incollection": "chapter",
    "inproceedings": "paper-conference",
    "manual": "report",
    "mastersthesis": "thesis",
    "online": "webpage",
    "phdthesis": "thesis",
    "proceedings": "book",
    "report": "report",
    "techreport": "report",
    "thesis": "thesis",
    "video": "motion_picture",
    "www": "webpage",
}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MOST_TOLD = 5


def read(file: BytesIO, kind: str) -> Found:
    text = decoded(file.getvalue())
    library = bibtexparser.parse_string(text)
    notices = [
        f"The entry on line {block.start_line + 1} cannot be read." for block in library.failed_blocks[:MOST_TOLD]
    ]
    if not library.entries:
        raise Refused(" ".join(["The file holds no entry that can be read.", *notices]))
    if len(library.failed_blocks) > MOST_TOLD:
        notices.append(f"{len(library.failed_blocks):,} entries in all cannot be read.")
    return table_of(map(of_entry, library.entries), notices, works=True)


def of_entry(entry) -> dict[str, str]:
    fields = {field.key.casefold(): str(field.value) for field in entry.fields}

    def first(*names: str) -> str:
        return next((text for name in names if (text := plain(fields.get(name, "")))), "")

    kind = TYPES.get(entry.entry_type.casefold(), "")
    return work(
        {
            "type": kind,
            "title": ": ".join(filter(None, [first("title"), first("subtitle")])),
            "author": names_in(fields.get("author", "")),
            "editor": names_in(fields.get("editor", "")),
            "issued": _date(first("date"), first("year"), first("month"), first("day")),
            "publisher": first(
                "publisher", "institution", "organization", "school", "howpublished" if not kind else ""
            ),
            "publisher-place": first("address", "location"),
            "container-title": first("journal", "journaltitle", "booktitle"),
            "collection-title": first("series"),
            "volume": first("volume"),
            "issue": first("number", "issue"),
            "page": first("pages").replace("--", "–"),
            "DOI": first("doi"),
            "ISBN": first("isbn"),
            "ISSN": first("issn"),
            "URL": first("url"),
            "language": first("language", "langid"),
            "keyword": re.split("[,;] *", first("keywords")),
            "abstract": first("abstract"),
            "note": first("note", "annote"),
            "id": entry.key,
        }
    )


def plain(text: str) -> str:
    """A field without TeX: accents as letters, braces gone, white space as single spaces."""
    return " ".join(_decoded(text).replace("{", "").replace("}", "").split())


def _decoded(text: str) -> str:
    if not re.search(r"[\\${}~]", text):
        return text
    decoder = LatexDecodingMiddleware(keep_math_mode=False)
    return decoder._transform_python_value_string(text)[0]


def names_in(text: str) -> list[str]:
    """The names of a field; one in braces is a body, and stays as it is."""
    return [_name(name.strip()) for name in split_multiple_persons_names(text) if name.strip()]


def _name(name: str) -> str:
    if name.startswith("{") and name.endswith("}"):
        return body(plain(name))
    parts: NameParts = parse_single_name_into_parts(name, strict=False)
    return person(*(plain(" ".join(words)) for words in (parts.last, parts.first, parts.von, parts.jr)))


def _date(date: str, year: str, month: str, day: str) -> str:
    if read := day_of(date.split("/")[0].split("-")):
        return read
    number = (
        month if month.isdigit() else str(MONTHS.index(found) + 1) if (found := month[:3].casefold()) in MONTHS else ""
    )
    return day_of([year, number, day]) or year
