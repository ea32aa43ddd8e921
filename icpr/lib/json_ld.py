"""What a page says of itself to machines, in JSON-LD by the words of schema.org: a block of data in its HTML."""

import json
from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.utils.safestring import SafeString, mark_safe

Node = dict[str, Any]
MOST_LISTED = 40

# What could end the block or a line of it stands in texts alone, where JSON may write it as an escape.
ESCAPES = [(character, f"\\u{ord(character):04X}") for character in "<>&\u2028\u2029"]
write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def known(node: Node) -> Node:
    """A node without what is not known: "", None, and empty lists and nodes, also of nodes in it."""
    found = {}
    for name, value in node.items():
        if isinstance(value, dict):
            value = known(value)
        elif isinstance(value, list | tuple):
            value = [known(one) if isinstance(one, dict) else one for one in value]
        if value or value is False or value == 0:
            found[name] = value
    return found


def script(node: Node) -> SafeString:
    """A node as a block of data for a page, whatever its texts hold. It is not run: no policy for scripts applies."""
    written = write({"@context": "https://schema.org"} | known(node))
    for character, escaped in ESCAPES:
        written = written.replace(character, escaped)
    return mark_safe(f'<script type="application/ld+json">{written}</script>')


def organization(name: str) -> Node:
    return {"@type": "Organization", "name": name}


def collection(
    name: str, address: str, *, total: int | None = None, addresses: Iterable[str] = (), start: int = 0, **more
) -> Node:
    """A page that lists: how many there are in all, and the full addresses of those that stand on it, in its order.

    start: how many stand on the pages before. Of very long pages only the beginning is told.
    """
    items = [
        {"@type": "ListItem", "position": place, "url": url}
        for place, url in enumerate(islice(addresses, MOST_LISTED), start + 1)
    ]
    listed = {"@type": "ItemList", "numberOfItems": total, "itemListElement": items}
    return {"@type": "CollectionPage", "name": name, "url": address, "mainEntity": listed} | more


def breadcrumbs(steps: Iterable[tuple[str, str]]) -> Node:
    """The way to a page: names with full addresses, of which the last is the page itself and may be ""."""
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": url}
        for place, (name, url) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}
