"""CSL-JSON, which Zotero, Pandoc and others read: https://docs.citationstyles.org/en/stable/specification.html"""

from typing import Any

from resources.citations.work import Name, Work


def compose(work: Work) -> dict[str, Any]:
    """One item as plain data. What is not known has no key, and there is no day of access."""
    volume, pages = ("volume", "page") if work.cited.is_part else ("collection-number", "number-of-pages")
    fields = {
        "title": work.title,
        "author": [_name(name) for name in work.authors],
        "issued": {"date-parts": [work.date]} if work.date else None,
        "publisher": "; ".join(work.publishers),
        "container-title": work.container,
        "collection-title": work.series,
        volume: work.volume,
        "issue": work.issue,
        pages: work.pages,
        "genre": work.cited.description,
        "language": work.language,
        "URL": work.url,
    }
    return {"id": work.number, "type": work.cited.csl} | {name: value for name, value in fields.items() if value}


def _name(name: Name) -> dict[str, str]:
    if name.organization:
        return {"literal": name.organization}
    parts = {"family": name.family, "given": name.given, "suffix": name.suffix}
    return {part: value for part, value in parts.items() if value}
