"""Items, practices and findings written out in plain types: one meaning for every form outside a page.

Nothing that only staff may see is in it. Asks the database nothing of what `with_evidence()` gives.
"""

from typing import Any

from django.db.models import Model

from icpr.lib.http.site import absolute
from pillars.models import Direction, Finding, Item, Practice
from pillars.models.rating import Rated

Written = dict[str, Any]


def item_as_dict(item: Item) -> Written:
    """Of an item that was read with its `resource_count`; what our editors suggest is `suggested`."""
    return {
        "number": item.number,
        "url": absolute(item.get_absolute_url()),
        "level": _choice(item, "level"),
        "title": item.title,
        "statement": item.statement,
        "pillar": _term(item.pillar) if item.pillar else None,
        "focus_areas": [_term(area) for area in item.focus_areas.all()],
        "who_must_act": [{"key": actor.slug, "name": actor.name} for actor in item.actors.all()],
        "evidence": _evidence(item.evidence),
        "findings": _counts(item.directions),
        "practices": [_term(practice) for practice in item.practices.all()],
        "suggested": {
            "effort": _choice(item, "effort"),
            "first_step": item.first_step,
            "owner": item.owner_unit,
            "question": item.question,
        },
        "resources": item.resource_count,
        "source": {
            "read_in": item.source_name,
            "place": item.place_in_report,
            "url": item.source_url,
            "text_read": item.verified,
            "number_inferred": item.number_inferred,
        },
    }


def practice_as_dict(practice: Practice) -> Written:
    return {
        "key": practice.slug,
        "name": practice.name,
        "url": absolute(practice.get_absolute_url()),
        "what_it_is": practice.what_it_is,
        "questions": [{"question": question, "answer": answer} for question, answer in practice.questions],
        "evidence": _evidence(practice.evidence),
        "findings": [finding_as_dict(finding) for finding in practice.findings.all()],
    }


def finding_as_dict(finding: Finding) -> Written:
    return {
        "outcome": finding.outcome,
        "direction": _choice(finding, "direction"),
        "rating": {
            "words": finding.rating_words,
            "by": finding.rated_by,
            "scheme": finding.scheme,
            "on": finding.rated_on and finding.rated_on.isoformat(),
        },
        "research": {
            "strength": _choice(finding, "strength"),
            "design": finding.design,
            "studies": finding.study_count,
        },
        "summary": finding.summary,
        "figure": f"{finding.figure} {finding.figure_of}".strip(),
        "source": {
            "title": finding.source_title,
            "name": finding.source_org,
            "year": finding.year,
            "url": finding.url,
        },
    }


def findings_in_words(practice: Practice) -> list[str]:
    """For a cell of a table: "use of force: Helps (Randomized trial; College of Policing, 2020)"."""
    return [
        f"{finding.outcome}: {finding.get_direction_display()} "
        f"({finding.get_strength_display()}; {finding.source_org}, {finding.year or 'year not known'})"
        for finding in practice.findings.all()
    ]


def _evidence(rated: Rated) -> Written:
    return {"key": rated.rating.value, "label": str(rated.rating.label), "for": list(rated.outcomes)}


def _counts(directions: dict[str, int]) -> list[Written]:
    return [{"key": key, "label": str(Direction(key).label), "number": number} for key, number in directions.items()]


def _choice(row: Model, name: str) -> Written:
    return {"key": str(getattr(row, name)), "label": str(getattr(row, f"get_{name}_display")())}


def _term(term: Model) -> Written:
    return {"key": term.slug, "name": term.name, "url": absolute(term.get_absolute_url())}
