"""The frame's pages. Each lists its resources grouped as the engagement page groups them.

What a term holds comes from a callable that `icpr.urls` hands in: the frame knows nothing of the catalogue.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from pillars.frame.redirects import leads_on
from pillars.models import FocusArea, Level, Pillar, Term, Topic

# A topic shows all it has, as the engagement page does; a pillar holds a third of the library, so it shows the newest.
PER_TOPIC_GROUP, PER_GROUP = 60, 12
# The engagement page's own headings; everything that is neither policy, video nor article is a "resource".
REST = "Resources"
GROUPS = {
    "Policy papers": {"model-policy"},
    REST: set(),
    "Videos": {"video"},
    "From the Field: Police Chief articles": {"police-chief-article"},
}


class Shelves(Protocol):
    """What is published under a term, as the catalogue gives it: see `resources.catalogue.groups`."""

    by_kind: list
    newest: Callable[..., list[list]]


ShelvesOf = Callable[[str, str], Shelves]


@dataclass(frozen=True)
class Group:
    heading: str
    resources: list
    total: int
    query: str


def pillar_list(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "pillars/pillar_list.html",
        {"pillars": Pillar.objects.all(), "focus_areas": FocusArea.objects.all(), "topics": Topic.objects.all()},
    )


@leads_on(Pillar)
def pillar(request: HttpRequest, slug: str, shelves: ShelvesOf) -> HttpResponse:
    shown = get_object_or_404(Pillar, slug=slug)
    items = list(shown.items.published().at_level(Level.RECOMMENDATION).with_findings())
    return term_page(request, shown, "pillar", shelves, items=items)


@leads_on(FocusArea)
def focus_area(request: HttpRequest, slug: str, shelves: ShelvesOf) -> HttpResponse:
    return term_page(request, get_object_or_404(FocusArea, slug=slug), "focus", shelves)


@leads_on(Topic)
def topic(request: HttpRequest, slug: str, shelves: ShelvesOf) -> HttpResponse:
    return term_page(request, get_object_or_404(Topic, slug=slug), "topic", shelves)


def term_page(request: HttpRequest, term: Term, facet: str, shelves: ShelvesOf, **more) -> HttpResponse:
    held = shelves(facet, term.slug)
    by_kind = held.by_kind
    grouped = [(heading, [row for row in by_kind if heading_of(row.kind) == heading]) for heading in GROUPS]
    grouped = [(heading, rows) for heading, rows in grouped if rows]
    most = PER_TOPIC_GROUP if facet == "topic" else PER_GROUP
    newest = held.newest([[row.kind for row in rows] for _, rows in grouped], most=most)
    groups = [
        Group(heading, resources, sum(row.number for row in rows), query_for(facet, term, rows))
        for (heading, rows), resources in zip(grouped, newest, strict=True)
    ]
    total = sum(group.total for group in groups)
    context = {"term": term, "facet": facet, "groups": groups, "by_kind": by_kind, "total": total} | more
    return render(request, f"pillars/{term._meta.model_name}.html", context)


def heading_of(kind: str) -> str:
    return next((heading for heading, kinds in GROUPS.items() if kind in kinds), REST)


def query_for(facet: str, term: Term, rows: list) -> str:
    return "?" + urlencode([(facet, term.slug), *(("kind", kind) for kind in sorted(row.kind for row in rows))])
