"""What programs that keep references read of a record's page: Highwire's tags, the Dublin Core, and Zotero's own type.

The rules are those of Zotero's translator "Embedded Metadata": a name without a comma is cut at its last space, one
with a comma after it; names in one tag are told apart by semicolons, or by a comma with spaces in both parts.
"""

import re
from collections.abc import Iterator
from html import escape

from django.utils.safestring import SafeString, mark_safe

from icpr.lib.http.site import absolute
from resources.catalogue.values import Value
from resources.discovery.kinds import Words, date_of, words_of
from resources.models import Author, Resource

SCHEMA = '<link rel="schema.DC" href="http://purl.org/dc/elements/1.1/">\n'
PAGES = re.compile(r"(\w+)\s*[-–—]\s*(\w+)")
ARTICLES = {"journalArticle", "magazineArticle", "blogPost"}


def tags(record: Resource, values: dict[str, list[Value]]) -> SafeString:
    """The `meta` elements for a public record that was read `for_detail()`. Asks the database nothing."""
    words, publishers = words_of(record), [publisher.label for publisher in values["publisher"]]
    highwire, dublin_core = _highwire(record, words, publishers), _dublin_core(record, words, publishers)
    found = [("z:itemType", words.zotero), *highwire, *dublin_core]
    known = (f'<meta name="{name}" content="{escape(content)}">' for name, content in found if content)
    return mark_safe(SCHEMA + "\n".join(known))  # names are ours


def _highwire(record: Resource, words: Words, publishers: list[str]) -> Iterator[tuple[str, str]]:
    yield "citation_title", record.title
    for author in record.authors.all():
        yield "citation_author", inverted(author)
    yield "citation_publication_date", date_of(record, "/")
    publisher = "technical_report_institution" if words.zotero == "report" else "publisher"
    for name in publishers:
        yield f"citation_{publisher}", name
    yield f"citation_{'journal' if words.zotero in ARTICLES else 'series'}_title", record.publication
    yield "citation_volume", record.volume
    yield "citation_issue", record.issue
    first, last = page_range(record.pages)
    yield "citation_firstpage", first
    yield "citation_lastpage", last
    yield "citation_language", record.language
    yield "citation_public_url", absolute(record.permanent_url)
    held = (paper for paper in record.documents.all() if paper.is_held and paper.format == "pdf")
    if paper := next(held, None):
        yield "citation_pdf_url", absolute(paper.get_absolute_url())


def _dublin_core(record: Resource, words: Words, publishers: list[str]) -> Iterator[tuple[str, str]]:
    yield "DC.title", record.title
    for author in record.authors.all():
        yield "DC.creator", _family_first(author)
    yield "DC.date", date_of(record)
    for name in publishers:
        yield "DC.publisher", name
    yield "DC.type", words.dcmi
    yield "DC.language", record.language
    yield "DC.identifier", absolute(record.permanent_url)
    yield "DC.rights", record.rights_note


def _family_first(author: Author) -> str:
    return author.organization or ", ".join(filter(None, [author.family_name, author.given_names]))


def inverted(author: Author) -> str:
    """A name with the part it is filed by before a comma; a name of one part ends in it, so that it stays whole. A
    semicolon closes a name that would be taken for two."""
    name = _family_first(author)
    name = f"{name}," if " " in name and not author.given_names else name
    first, _, second = name.partition(",")
    return f"{name};" if " " in first and " " in second.split(",")[0].strip() else name


def page_range(pages: str) -> tuple[str, str]:
    """The first and the last page: "16-22" → "16", "22". What is no range is given whole, as the first."""
    found = PAGES.fullmatch(pages.strip())
    return (found[1], found[2]) if found else (pages, "")
