"""The `Link` header of a record's page, which tells programs what belongs to the record (FAIR signposting)."""

from django.urls import reverse

from icpr.lib.filetypes import CONTENT_TYPES
from icpr.lib.formats.links import address_of, forms_of
from icpr.lib.http.site import absolute
from resources.catalogue.kind_pages import section_of
from resources.discovery.kinds import words_of
from resources.models import Document, Resource

DESCRIBING = {"cite", "data"}  # what a form is for that tells a program of the work
MOST_ITEMS = 12  # proxies refuse headers of more than some thousand bytes


def of_record(record: Resource) -> str:
    """The header of a public record's page: its permanent address, what describes it, what kind of thing it is, its
    files, the list it stands in, and the record that took its place."""
    address, later = absolute(record.record_url), record.superseded_by
    links = [_link(absolute(record.permanent_url), "cite-as")]
    forms = (form for form in forms_of("resource") if form.use in DESCRIBING)
    links += [_link(address_of(form, address), "describedby", form.media_type) for form in forms]
    links += [_link(f"https://schema.org/{name}", "type") for name in (words_of(record).schema, "AboutPage")]
    held = [paper for paper in record.documents.all() if paper.is_held]
    links += [_link(_address(paper), "item", CONTENT_TYPES.get(paper.format, "")) for paper in held[:MOST_ITEMS]]
    links.append(_link(absolute(reverse(section_of(record.kind))), "collection", "text/html"))
    if later and later.is_published():
        links.append(_link(absolute(later.permanent_url), "successor-version"))
    return ", ".join(links)


def of_document(paper: Document) -> str:
    """The header of a file held here: the record it belongs to."""
    record = paper.resource
    links = [_link(absolute(record.permanent_url), "cite-as")]
    return ", ".join([*links, _link(absolute(record.get_absolute_url()), "collection", "text/html")])


def _address(paper: Document) -> str:
    return absolute(paper.get_absolute_url())


def _link(address: str, relation: str, type_: str = "") -> str:
    type_ = type_.partition(";")[0]
    return f'<{address}>; rel="{relation}"' + (f'; type="{type_}"' if type_ else "")
