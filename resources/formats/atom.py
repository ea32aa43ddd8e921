"""Atom (RFC 4287), with archive documents (RFC 5005) and what was deleted (RFC 6721)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.xmlutils import SimplerXMLGenerator

from icpr.lib.formats import Form, Part
from icpr.lib.text.page_titles import SITE
from icpr.lib.text.xml import xml_text
from resources.catalogue.history_query import PARAMETERS
from resources.formats import list_feed, whats_new_feed
from resources.formats.feed import FORM, Entry, Feed

ARCHIVES = "http://purl.org/syndication/history/1.0"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
Attributes = dict[str, str]


def write(part: Part) -> Iterator[str]:
    yield as_atom(list_feed.document(part))


def write_history(part: Part) -> Iterator[str]:
    yield as_atom(whats_new_feed.document(part))


def as_atom(feed: Feed) -> str:
    """A document of a feed as Atom."""
    written = _Atom(
        xml_text(feed.name),
        feed.page,
        None,
        language="en",
        author_name=SITE,
        subtitle=xml_text(feed.note) or None,
        feed_url=feed.here,
        feed_guid=feed.id,
        document=feed,
    )
    for entry in feed.entries:
        written.add_item(xml_text(entry.title), entry.url, xml_text(entry.summary), entry=entry)
    return written.writeString("utf-8")


class _Atom(Atom1Feed):
    """Django's Atom writer, which knows one author an entry and neither archives nor deletions."""

    def root_attributes(self) -> Attributes:
        return super().root_attributes() | {"xmlns:fh": ARCHIVES, "xmlns:at": TOMBSTONES}

    def latest_post_date(self) -> datetime:
        return self.feed["document"].updated

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        feed: Feed = self.feed["document"]
        links = {"current": feed.current, "prev-archive": feed.older, "next-archive": feed.newer}
        links |= {"next": feed.following}
        for rel, address in links.items():
            if address:
                handler.addQuickElement("link", "", {"rel": rel, "href": address})
        if feed.is_archive:
            handler.addQuickElement("fh:archive", "")
        for gone in feed.gone:
            handler.startElement("at:deleted-entry", {"ref": gone.id, "when": rfc3339_date(gone.at)})
            handler.addQuickElement("at:comment", xml_text(gone.reason))
            handler.endElement("at:deleted-entry")

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict) -> None:
        entry: Entry = item["entry"]
        handler.addQuickElement("id", entry.id)
        handler.addQuickElement("title", item["title"], _language(entry))
        handler.addQuickElement("link", "", {"rel": "alternate", "type": "text/html", "href": item["link"]})
        if entry.official_url:
            handler.addQuickElement("link", "", {"rel": "related", "href": entry.official_url})
        if entry.published:
            handler.addQuickElement("published", rfc3339_date(entry.published))
        handler.addQuickElement("updated", rfc3339_date(entry.updated))
        for name in entry.authors:
            handler.startElement("author", {})
            handler.addQuickElement("name", xml_text(name))
            handler.endElement("author")
        for each in entry.categories:
            scheme = {"scheme": each.scheme} if each.scheme else {}
            handler.addQuickElement("category", "", {"term": each.term, "label": xml_text(each.label)} | scheme)
        if item["description"]:
            handler.addQuickElement("summary", item["description"], {"type": "text"})
        handler.addQuickElement("content", xml_text(entry.says), {"type": "html"})


def _language(entry: Entry) -> Attributes:
    return {} if entry.language == "en" else {"xml:lang": entry.language}


ATOM = Form("atom", ".atom", "application/atom+xml; charset=utf-8", "Feed (Atom)", write=write, **FORM)
HISTORY_ATOM = replace(ATOM, write=write_history, parameters=PARAMETERS)
