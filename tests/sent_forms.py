"""What a browser sends of a form on a page."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

import html5lib


def is_of_record(form: Element) -> bool:
    return form.get("id", "").endswith("_form") and form.get("novalidate") == ""


def fields_of(content: bytes, is_it: Callable[[Element], bool] = is_of_record) -> dict[str, list[str]]:
    """What a browser would post from the one form of a page that is meant, sent as it is."""
    page = html5lib.parse(content, treebuilder="etree", namespaceHTMLElements=False)
    (form,) = filter(is_it, page.iter("form"))
    data = {}
    for field in form.iter():
        kind, name = field.get("type"), field.get("name")
        if field.tag not in {"input", "select", "textarea"}:
            continue
        if not name or kind in {"submit", "file"} or (kind in {"checkbox", "radio"} and field.get("checked") is None):
            continue
        if field.tag == "select":
            values = [option.get("value") for option in field.iter("option") if option.get("selected") is not None]
        elif field.tag == "textarea":
            values = [(field.text or "").removeprefix("\n")]
        else:
            values = [field.get("value", "on" if kind == "checkbox" else "")]
        data.setdefault(name, []).extend(values)
    return data
