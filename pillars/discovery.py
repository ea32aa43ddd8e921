"""What pages of the frame and of the Blueprint say of themselves to machines (JSON-LD): no more than they show."""

from collections.abc import Iterable, Sequence

from django.db.models import Model
from django.urls import reverse
from django.utils.safestring import SafeString

from icpr.lib.http.site import absolute
from icpr.lib.json_ld import Node, collection, organization, script
from icpr.lib.text.page_titles import SITE
from pillars.models import EvidenceRating, Finding, Item, Practice, Term
from pillars.models.items import REPORT_URL

REPORT = {
    "@type": "Report",
    "name": "Final Report of the President’s Task Force on 21st Century Policing",
    "datePublished": "2015-05",
    "url": REPORT_URL,
}


def of_term(term: Term, total: int, shown: Iterable[Model]) -> SafeString:
    """For a pillar, focus area or topic with so many records, of which some are shown."""
    about = {"@type": "DefinedTerm", "name": term.name, "description": term.summary}
    return script(_list(term.name, term.get_absolute_url(), total, shown, about=about))


def of_all(name: str, path: str, rows: Sequence[Model], **more: Node) -> SafeString:
    """For a page that shows all there are of something, each with a page of its own."""
    return script(_list(name, path, len(rows), rows, **more))


def of_item(item: Item, practices: list[Practice], below: Iterable[Item]) -> SafeString:
    """For one recommendation or action item: our sentence, after the report."""
    node = {
        "@type": "CreativeWork",
        "@id": absolute(item.get_absolute_url()),
        "url": absolute(item.get_absolute_url()),
        "name": item.title,
        "text": item.statement,
        "identifier": item.number,
        "genre": item.get_level_display(),
        "isBasedOn": REPORT,
        "isPartOf": {"@type": "Collection", "name": "Blueprint", "url": absolute(reverse("blueprint"))},
        "about": [_named(term) for term in (item.pillar, *practices) if term],
        "hasPart": [{"@id": absolute(part.get_absolute_url())} for part in below],
    }
    return script(node)


def of_practice(practice: Practice) -> SafeString:
    """For a practice with its findings: each is a claim that its source makes, and the rating, by its rule, is ours.
    Nothing is scored: a finding says what one source found for one outcome."""
    address = absolute(practice.get_absolute_url())
    node = {
        "@type": "WebPage",
        "@id": address,
        "url": address,
        "name": practice.name,
        "about": {"@type": "DefinedTerm", "name": practice.name, "description": practice.what_it_is},
        "mainEntity": _rating(practice),
        "hasPart": [_claim(finding) for finding in practice.findings.all()],
    }
    return script(node)


def _rating(practice: Practice) -> Node:
    rated = practice.evidence
    if rated.rating == EvidenceRating.NOT_REVIEWED:
        return {}
    return {
        "@type": "Claim",
        "name": f"{practice.name}: {rated.rating.label}",
        "text": rated.rule,
        "claimInterpreter": organization(SITE),
        "isBasedOn": [{"@id": absolute(finding.get_absolute_url())} for finding in rated.basis],
    }


def _claim(finding: Finding) -> Node:
    source = {
        "@type": "CreativeWork",
        "name": finding.source_title,
        "publisher": organization(finding.source_org),
        "datePublished": finding.year and str(finding.year),
        "url": finding.url,
    }
    return {
        "@type": "Claim",
        "@id": absolute(finding.get_absolute_url()),
        "name": f"{finding.outcome}: {finding.get_direction_display()}",
        "text": finding.summary,
        "claimInterpreter": organization(finding.rated_by) if finding.rated_by else {},
        "appearance": source,
    }


def _list(name: str, path: str, total: int, shown: Iterable[Model], **more: Node) -> Node:
    addresses = (absolute(each.get_absolute_url()) for each in shown)
    return collection(name, absolute(path), total=total, addresses=addresses, **more)


def _named(row: Model) -> Node:
    return {"@type": "DefinedTerm", "name": row.name, "url": absolute(row.get_absolute_url())}
