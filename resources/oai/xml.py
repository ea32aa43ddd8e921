"""XML elements, whatever their text holds. Names carry their prefix; the element that first has it declares it."""

from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from icpr.lib.text.xml import xml_text

SCHEMA_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"


def root(name: str, namespaces: dict[str, str], schema: str, **attributes: str) -> Element:
    """An element that stands for itself wherever it is put: it declares its namespaces, by prefix ("" for none), and
    says where the schema of the first is."""
    declared = {f"xmlns:{prefix}" if prefix else "xmlns": uri for prefix, uri in namespaces.items()}
    first = next(iter(namespaces.values()))
    located = {"xmlns:xsi": SCHEMA_INSTANCE, "xsi:schemaLocation": f"{first} {schema}"}
    return Element(name, declared | located | attributes)


def add(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    """A child with a text, without the characters that XML cannot hold. Attributes that are empty are left out."""
    child = SubElement(parent, name, {key: xml_text(value) for key, value in attributes.items() if value})
    child.text = xml_text(text) or None
    return child


def add_each(parent: Element, name: str, texts: list[str], **attributes: str) -> None:
    """A child for each text that is not empty."""
    for text in filter(None, texts):
        add(parent, name, text, **attributes)


def utc(moment: datetime) -> str:
    """A moment to the second, as the protocol writes it; what is beyond the second is cut off."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def document(element: Element) -> bytes:
    return tostring(element, encoding="utf-8", xml_declaration=True)
