"""Unqualified Dublin Core, which every harvester reads."""

from xml.etree.ElementTree import Element

from icpr.lib.filetypes import CONTENT_TYPES
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

NAMESPACE = "http://www.openarchives.org/OAI/2.0/oai_dc/"
ELEMENTS = "http://purl.org/dc/elements/1.1/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"
DCMI_TYPES = {MOVING: "MovingImage", SOUND: "Sound", TEXT: "Text", "": ""}


def write(record: Written) -> Element:
    """The record as `oai_dc:dc`. What is not known has no element."""
    found = xml.root("oai_dc:dc", {"oai_dc": NAMESPACE, "dc": ELEMENTS}, SCHEMA)
    access, later = record["access"], record["superseded_by"]
    for name, texts in {
        "title": [record["title"]],
        "creator": [author["name"] for author in record["authors"]],
        "subject": list(dict.fromkeys(term["name"] for field in SUBJECTS for term in record[field])),
        "description": [record["annotation"], record["in_brief"]],
        "publisher": [publisher["name"] for publisher in record["publishers"]],
        "date": [issued(record)],
        "type": [DCMI_TYPES[nature(record)], record["kind"]["label"]],
        "format": _content_types(record),
        "identifier": [record["permanent_url"], *own_addresses(record)],
        "source": [_source(record)],
        "language": [record["language"]["key"]],
        "relation": [*other_addresses(record), later["url"] if later else ""],
        "rights": [access["label"] if access["key"] != Access.UNKNOWN else "", record["rights_note"]],
    }.items():
        xml.add_each(found, f"dc:{name}", texts)
    return found


def _content_types(record: Written) -> list[str]:
    """Of the files that can be opened, without what only says how letters are written."""
    formats = [CONTENT_TYPES.get(paper["format"], "") for paper in record["documents"] if paper["url"]]
    return list(dict.fromkeys(found.partition(";")[0] for found in formats))


def _source(record: Written) -> str:
    """What it appeared in, such as "Police Chief, vol. 86, no. 3, pp. 12–15"."""
    if not record["publication"]:
        return ""
    parts = (("vol. ", "volume"), ("no. ", "issue"), ("pp. ", "pages"))
    return ", ".join([record["publication"], *(f"{before}{record[name]}" for before, name in parts if record[name])])


FORMAT = MetadataFormat("oai_dc", NAMESPACE, SCHEMA, write)
