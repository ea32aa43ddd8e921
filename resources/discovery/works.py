"""A record as schema.org describes works (JSON-LD)."""

from django.urls import reverse

from icpr.lib.filetypes import CONTENT_TYPES
from icpr.lib.http.site import absolute
from icpr.lib.json_ld import Node, organization
from pillars.models import Practice
from resources.catalogue.values import Value
from resources.discovery.kinds import date_of, words_of
from resources.models import AddressEvidence, Author, Availability, Document, Kind, Resource
from resources.relations import BY_FACET

FREE = {
    **dict.fromkeys((Availability.HELD, Availability.HERE, Availability.OPEN), True),
    Availability.MEMBERS: False,
}  # of others it is not known
# What an address leads to that says which work it is, by itself.
IDENTIFYING = {AddressEvidence.OWN_PAGE, AddressEvidence.LIBRARY_RECORD}
SUBJECTS = ("pillar", "focus", "topic")


def work(record: Resource, values: dict[str, list[Value]], practices: list[Practice]) -> Node:
    """A public record that was read `for_detail()`, with its facet values and practices. Asks the database nothing.

    What is not known is empty: no date, rating, picture or length is made up.
    """
    schema, address = words_of(record).schema, absolute(record.get_absolute_url())
    return {
        "@type": schema,
        "@id": absolute(record.permanent_url),
        "url": address,
        "mainEntityOfPage": address,
        "name": record.title,
        "headline": record.title if schema.endswith(("Article", "Posting")) else "",
        "description": record.annotation,
        "genre": Kind(record.kind).label,
        "identifier": record.permanent_number,
        "author": [_author(author) for author in record.authors.all()],
        "datePublished": date_of(record),
        "publisher": [organization(publisher.label) for publisher in values["publisher"]],
        "isPartOf": publication(record),
        "pagination": record.pages,
        "inLanguage": record.language,
        "isAccessibleForFree": FREE.get(record.availability),
        "sameAs": record.official_url if record.address_evidence in IDENTIFYING else "",
        "encoding": [_file(paper) for paper in record.documents.all() if paper.is_held],
        "about": [_term(facet, value) for facet in SUBJECTS for value in values[facet]]
        + [_defined(practice.name, practice.get_absolute_url()) for practice in practices],
        "keywords": [tag.label for tag in values["tag"]],
        "audience": [{"@type": "Audience", "audienceType": audience.label} for audience in values["audience"]],
        "copyrightNotice": record.rights_note,
    }


def publication(record: Resource) -> Node:
    """The magazine, journal or series a work appeared in, by its issue and volume as far as these are known."""
    if not record.publication:
        return {}
    part: Node = {"@type": "Periodical", "name": record.publication}
    if record.volume:
        part = {"@type": "PublicationVolume", "volumeNumber": record.volume, "isPartOf": part}
    if record.issue:
        part = {"@type": "PublicationIssue", "issueNumber": record.issue, "isPartOf": part}
    return part


def _author(author: Author) -> Node:
    if author.organization:
        return organization(author.organization)
    names = {"givenName": author.given_names, "familyName": author.family_name}
    return {"@type": "Person", "name": str(author)} | names


def _file(paper: Document) -> Node:
    return {
        "@type": "MediaObject",
        "name": str(paper),
        "contentUrl": absolute(paper.get_absolute_url()),
        "encodingFormat": CONTENT_TYPES.get(paper.format, "").partition(";")[0],
        "contentSize": f"{paper.byte_count} B" if paper.byte_count else "",
        "inLanguage": paper.language,
    }


def _term(facet: str, value: Value) -> Node:
    return _defined(value.label, reverse(BY_FACET[facet].page, args=[value.key]))


def _defined(name: str, path: str) -> Node:
    return {"@type": "DefinedTerm", "name": name, "url": absolute(path)}
