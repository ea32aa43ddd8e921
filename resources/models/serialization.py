"""A record written out: one meaning for every form it takes outside a page (JSON, CSV, feeds, citations)."""

from typing import TYPE_CHECKING, Any

from django.db.models import Model

from icpr.lib.http.site import absolute

if TYPE_CHECKING:
    from resources.models.documents import Document
    from resources.models.people import Author
    from resources.models.resource import Resource

TERMS = ("pillars", "focus_areas", "topics", "audiences", "publishers", "tags", "practices")
# All that is read with a record for `as_dict`.
RELATED = ("authors", "documents", "items", *TERMS)
Written = dict[str, Any]


def as_dict(resource: "Resource") -> Written:
    """The public facts of a record as text, numbers, booleans, None, and lists and dicts of them.

    Addresses are absolute; days are ISO 8601 with their precision beside them; moments are ISO 8601 in UTC. What is not
    known is "" or None. Nothing that only staff may see is in it, and of linked records only what is public; whether
    the record itself is public is for the caller to say. Asks the database nothing of what `for_export()` gives.
    """
    later = resource.superseded_by
    return {
        "number": resource.permanent_number,
        "url": absolute(resource.get_absolute_url()),
        "permanent_url": absolute(resource.permanent_url),
        "kind": _choice(resource, "kind"),
        "title": resource.title,
        "annotation": resource.annotation,
        "in_brief": resource.in_brief,
        "body": resource.body,
        "authors": [_author(author) for author in resource.authors.all()],
        "issued": {
            "on": resource.issued_on and resource.issued_on.isoformat(),
            "precision": str(resource.issued_precision),
            "display": resource.issued_display,
        },
        "publication": resource.publication,
        "volume": resource.volume,
        "issue": resource.issue,
        "pages": resource.pages,
        "language": _choice(resource, "language"),
        "access": _choice(resource, "access"),
        "availability": {"key": resource.availability.value, "label": resource.availability.label},
        "official_url": resource.official_url,
        "address_evidence": _choice(resource, "address_evidence"),
        "rights_note": resource.rights_note,
        **{name: [_term(term) for term in getattr(resource, name).all()] for name in TERMS},
        "items": [_link(item, item.number) for item in resource.items.all() if item.is_public],
        "documents": [_document(paper) for paper in resource.documents.all()],
        "superseded_by": _link(later, later.permanent_number) if later and later.is_published() else None,
        "new_until": resource.new_until and resource.new_until.isoformat(),
        "added_at": resource.publish_at and resource.publish_at.isoformat(),
    }


def _choice(row: Model, name: str) -> Written:
    return {"key": str(getattr(row, name)), "label": str(getattr(row, f"get_{name}_display")())}


def _author(author: "Author") -> Written:
    names = {name: getattr(author, name) for name in ("family_name", "given_names", "organization")}
    return {"name": str(author)} | names


def _term(term: Model) -> Written:
    """A value of a vocabulary; `url` is None where values have no page."""
    page = getattr(term, "get_absolute_url", None)
    return {"key": term.slug, "name": term.name, "url": absolute(page()) if page else None}


def _link(row: Model, number: str) -> Written:
    return {"number": number, "title": row.title, "url": absolute(row.get_absolute_url())}


def _document(paper: "Document") -> Written:
    """`url` is where it can be read, here or elsewhere; None for one that is neither held nor linked."""
    return {
        "role": _choice(paper, "role"),
        "title": paper.title,
        "url": absolute(paper.get_absolute_url()) if paper.is_held else paper.url or None,
        "is_held": paper.is_held,
        "address_evidence": _choice(paper, "address_evidence"),
        "format": str(paper.format),
        "language": paper.language,
        "pages": paper.page_count,
        "bytes": paper.byte_count,
    }
