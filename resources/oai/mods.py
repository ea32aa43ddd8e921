"""MODS 3.8 of the Library of Congress: what Dublin Core cannot say of a report, policy or article.

Of the richer formats it is the one in which nothing has to be invented: DataCite demands a DOI, an author and a year.
"""

from xml.etree.ElementTree import Element

from icpr.lib.text.page_titles import SITE
from resources.models import Access
from resources.models.serialization import Written
from resources.oai import xml
from resources.oai.metadata_format import (
    MOVING,
    SOUND,
    SUBJECTS,
    TEXT,
    MetadataFormat,
    issued,
    nature,
    other_addresses,
    own_addresses,
)

NAMESPACE = "http://www.loc.gov/mods/v3"
SCHEMA = "http://www.loc.gov/standards/mods/v3/mods-3-8.xsd"
TYPES = {MOVING: "moving image", SOUND: "sound recording-nonmusical", TEXT: "text"}


def write(record: Written) -> Element:
    """The record as `mods`. What is not known has no element."""
    found = xml.root("mods", {"": NAMESPACE}, SCHEMA, version="3.8")
    xml.add(xml.add(found, "titleInfo"), "title", record["title"])
    for author in record["authors"]:
        _add_name(found, author)
    xml.add_each(found, "typeOfResource", [TYPES.get(nature(record), "")])
    xml.add(found, "genre", record["kind"]["label"])
    _add_origin(found, record)
    xml.add(xml.add(found, "language"), "languageTerm", record["language"]["key"], type="code", authority="rfc3066")
    xml.add_each(found, "abstract", [record["annotation"], record["in_brief"]])
    for term in [term for field in SUBJECTS for term in record[field]]:
        xml.add(xml.add(found, "subject"), "topic", term["name"])
    _add_host(found, record)
    if later := record["superseded_by"]:
        newer = xml.add(found, "relatedItem", type="succeeding")
        xml.add(xml.add(newer, "titleInfo"), "title", later["title"])
        xml.add(newer, "identifier", later["url"], type="uri")
    xml.add(found, "identifier", record["permanent_url"], type="uri")
    xml.add(found, "identifier", record["number"], type="local")
    _add_location(found, record)
    if record["access"]["key"] != Access.UNKNOWN:
        xml.add(found, "accessCondition", record["access"]["label"], type="restriction on access")
    xml.add_each(found, "accessCondition", [record["rights_note"]], type="use and reproduction")
    about = xml.add(found, "recordInfo")
    xml.add(about, "recordContentSource", SITE)
    xml.add(about, "recordIdentifier", record["number"], source=SITE)
    xml.add(about, "recordCreationDate", record["added_at"], encoding="w3cdtf")
    xml.add(about, "recordChangeDate", record["changed_at"], encoding="w3cdtf")
    return found


def _add_name(parent: Element, author: Written) -> None:
    """A body's name stands whole, a person's in its parts."""
    name = xml.add(parent, "name", type="corporate" if author["organization"] else "personal")
    if author["organization"]:
        xml.add(name, "namePart", author["organization"])
    else:
        xml.add_each(name, "namePart", [author["family_name"]], type="family")
        xml.add_each(name, "namePart", [author["given_names"]], type="given")
    xml.add(xml.add(name, "role"), "roleTerm", "author", type="text", authority="marcrelator")


def _add_origin(parent: Element, record: Written) -> None:
    publishers, date = [publisher["name"] for publisher in record["publishers"]], issued(record)
    if publishers or date:
        origin = xml.add(parent, "originInfo")
        xml.add_each(origin, "publisher", publishers)
        xml.add_each(origin, "dateIssued", [date], encoding="w3cdtf", keyDate="yes")


def _add_host(parent: Element, record: Written) -> None:
    """The magazine, journal or series it appeared in."""
    if not record["publication"]:
        return
    host = xml.add(parent, "relatedItem", type="host")
    xml.add(xml.add(host, "titleInfo"), "title", record["publication"])
    if not any(record[name] for name in ("volume", "issue", "pages")):
        return
    part = xml.add(host, "part")
    for name in ("volume", "issue"):
        if record[name]:
            xml.add(xml.add(part, "detail", type=name), "number", record[name])
    if record["pages"]:
        xml.add(xml.add(part, "extent", unit="pages"), "list", record["pages"])


def _add_location(parent: Element, record: Written) -> None:
    """The page here first, then the work itself, then what only leads to it."""
    location = xml.add(parent, "location")
    xml.add(location, "url", record["url"], usage="primary", access="object in context")
    xml.add_each(location, "url", own_addresses(record), note="The work itself")
    xml.add_each(location, "url", other_addresses(record), note="Leads to the work or belongs to it")


FORMAT = MetadataFormat("mods", NAMESPACE, SCHEMA, write)
