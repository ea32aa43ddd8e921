"""Reads a page as Zotero does: the rules of its translators "Embedded Metadata" and "RDF", as far as our tags reach.

Written after "Embedded Metadata.js" and "RDF.js" of github.com/zotero/translators and `cleanAuthor` of its utilities.
"""

import re
from dataclasses import dataclass, field

from lxml import html

HIGHWIRE = {
    "citation_title": "title",
    "citation_publication_date": "date",
    "citation_date": "date",
    "citation_journal_title": "publicationTitle",
    "citation_volume": "volume",
    "citation_issue": "issue",
    "citation_series_title": "series",
    "citation_technical_report_institution": "institution",
    "citation_publisher": "publisher",
    "citation_abstract": "abstractNote",
    "citation_public_url": "url",
    "citation_language": "language",
}
# Field → the properties it is taken from, the first that is there.
RDF = {
    "title": ("dc:title", "og:title"),
    "publicationTitle": ("dc:source", "og:site_name"),
    "publisher": ("dc:publisher",),
    "date": ("og:published_time", "dc:date"),
    "url": ("og:url",),
    "abstractNote": ("og:description",),
    "language": ("dc:language",),
    "rights": ("dc:rights",),
}
GUESSED = {"citation_journal_title": "journalArticle", "citation_technical_report_institution": "report"}
OF_OPENGRAPH = {"video.other": "videoRecording", "website": "webpage"}


@dataclass
class Item:
    """What Zotero would keep. creators: family and given names; the second is empty for a name kept whole."""

    type: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    creators: list[tuple[str, str]] = field(default_factory=list)
    pdf: str = ""

    @property
    def publisher(self) -> str:
        return self.fields.get("institution") or self.fields.get("publisher", "")


def read(page: str) -> Item:
    metas = [
        (meta.get("name") or meta.get("property"), meta.get("content"))
        for meta in html.fromstring(page).xpath("/html/head/meta")
    ]
    metas = [(name, content) for name, content in metas if name and content]
    properties = [(_property(name), content) for name, content in metas if len(name) > len("DC.")]

    def all_of(wanted: str) -> list[str]:
        return [content for name, content in properties if name == wanted]

    found = Item(fields={})
    for name, sources in RDF.items():
        if value := next((values[0] for source in sources if (values := all_of(source))), None):
            found.fields[name] = value
    for name, zotero in HIGHWIRE.items():
        if values := [content for tag, content in metas if tag == name]:
            found.fields[zotero] = " ".join(", ".join(values).split())
    found.type = _type(metas, properties)
    authors = [content for tag, content in metas if tag == "citation_author"]
    found.creators = [_clean(one) for author in authors for one in _split(author)]
    if not authors:
        found.creators = [_clean(creator) for creator in all_of("dc:creator")]
    pages = [content for wanted in ("firstpage", "lastpage") for tag, content in metas if tag == f"citation_{wanted}"]
    found.fields |= {"pages": "-".join(pages)} if pages else {}
    found.pdf = next((content for tag, content in metas if tag == "citation_pdf_url"), "")
    return found


def _property(name: str) -> str:
    """ "DC.creator" → "dc:creator"."""
    prefix, prop = name[:2].lower(), name[3:]
    return f"{prefix}:{prop[0].lower()}{prop[1:]}"


def _type(metas: list[tuple[str, str]], properties: list[tuple[str, str]]) -> str:
    if stated := next((content for tag, content in metas if tag == "z:itemType"), None):
        return stated
    of_opengraph = next((content for name, content in properties if name == "og:type"), "")
    if of_opengraph in OF_OPENGRAPH:
        return OF_OPENGRAPH[of_opengraph]
    return next((GUESSED[tag] for tag, _ in reversed(metas) if tag in GUESSED), "journalArticle")


def _split(content: str) -> list[str]:
    names = re.split(r"\s*;\s*", content)
    if len(names) == 1:
        by_comma = re.split(r"\s*,\s*", names[0])
        if len(by_comma) > 1 and " " in by_comma[0] and " " in by_comma[1]:
            names = by_comma
    return [name for name in map(str.strip, names) if re.search(r"[^\s,-.;]", name)]


def _clean(name: str) -> tuple[str, str]:
    has_comma, name = "," in name, name.strip(" \u00a0.,/[]:")
    if not has_comma:
        given, _, family = name.rpartition(" ")
        return family, given
    family, *rest = re.split(r", ?", name)
    return family, rest[0] if rest else ""
