"""The frame's pages. Each lists its resources grouped as the engagement page groups them.

What a term holds comes from a callable that `icpr.urls` hands in: the frame knows nothing of the catalogue.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from pillars import discovery
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


class Listing(Protocol):
    """What is published under a term, as the catalogue gives it: see `resources.catalogue.listing`."""

    total: int
    list_query: str
    by_kind: list
    of_kinds: Callable[[Iterable[str]], "Listing"]
    read_each: Callable[..., list[list]]


ListingOf = Callable[[str, str], Listing]


@dataclass(frozen=True)
class Group:
    heading: str
    listing: Listing
    resources: list


def pillar_list(request: HttpRequest) -> HttpResponse:
    pillars, areas, topics = (list(model.objects.all()) for model in (Pillar, FocusArea, Topic))
    described = discovery.of_all("Pillars, focus areas and topics", request.path, [*pillars, *areas, *topics])
    context = {"pillars": pillars, "focus_areas": areas, "topics": topics, "described": described}
    return render(request, "pillars/pillar_list.html", context)


@leads_on(Pillar)
def pillar(request: HttpRequest, slug: str, listing_of: ListingOf) -> HttpResponse:
    shown = get_object_or_404(Pillar, slug=slug)
    items = list(shown.items.published().at_level(Level.RECOMMENDATION).with_findings().with_action_items())
    return term_page(request, shown, "pillar", listing_of, items=items)


@leads_on(FocusArea)
def focus_area(request: HttpRequest, slug: str, listing_of: ListingOf) -> HttpResponse:
    return term_page(request, get_object_or_404(FocusArea, slug=slug), "focus", listing_of)


@leads_on(Topic)
def topic(request: HttpRequest, slug: str, listing_of: ListingOf) -> HttpResponse:
    return term_page(request, get_object_or_404(Topic, slug=slug), "topic", listing_of)


def term_page(request: HttpRequest, term: Term, facet: str, listing_of: ListingOf, **more) -> HttpResponse:
    listing = listing_of(facet, term.slug)
    context = {"term": term, "facet": facet, "listing": listing, "total": listing.total, "by_kind": listing.by_kind}
    context["groups"] = grouped(listing, PER_TOPIC_GROUP if facet == "topic" else PER_GROUP)
    shown = (resource for group in context["groups"] for resource in group.resources)
    context["described"] = discovery.of_term(term, listing.total, shown)
    return render(request, f"pillars/{term._meta.model_name}.html", context | more)


def grouped(listing: Listing, most: int) -> list[Group]:
    """The groups that hold anything, each with its newest `most` resources."""
    kinds = {heading: [row.kind for row in listing.by_kind if heading_of(row.kind) == heading] for heading in GROUPS}
    parts = {heading: listing.of_kinds(some) for heading, some in kinds.items() if some}
    return [
        Group(heading, part, newest)
        for (heading, part), newest in zip(parts.items(), listing.read_each(parts.values(), most), strict=True)
    ]


def heading_of(kind: str) -> str:
    return next((heading for heading, kinds in GROUPS.items() if kind in kinds), REST)
