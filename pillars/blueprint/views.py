"""The Blueprint's pages: its list, its items, the practices research has studied, and the evidence map."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from pillars import discovery
from pillars.blueprint import criteria, evidence_map, evidence_page, examples_list, lists
from pillars.blueprint.facets import facets
from pillars.blueprint.page import BlueprintPage
from pillars.blueprint.questions import QuestionsPage
from pillars.blueprint.search import Search
from pillars.blueprint.selection import ResourceCounts, Selection
from pillars.frame.redirects import leads_on
from pillars.models import AgencyExample, Item, Pillar, Practice

MOST_RESOURCES = 24
TEMPLATES = {"print": "pillars/printed.html", "short": "pillars/printed_short.html"}


def blueprint(request: HttpRequest, resource_counts: ResourceCounts, search: Search) -> HttpResponse:
    page, form = lists.of_items(request, resource_counts, search), request.GET.get("format")
    if form == "csv":  # where it stood once
        return redirect(page.in_csv, permanent=True)
    if page.criteria.has_moved and not page.notices and form not in TEMPLATES:
        return redirect(page.address, permanent=True)
    small_map = None if page.criteria.is_narrow or form in TEMPLATES else evidence_map.small_map()
    template = TEMPLATES.get(form, "pillars/blueprint.html")
    context = {"page": page, "small_map": small_map}
    if not page.criteria.is_narrow:
        context["described"] = discovery.of_all("Blueprint", request.path, page.items, isBasedOn=discovery.REPORT)
    return render(request, template, context)


def questions(request: HttpRequest) -> HttpResponse:
    """What a community can ask its department. Printed, the page is a handout of its first questions."""
    choices = facets()
    asked = criteria.read(request.GET, choices)
    if asked.has_moved and not asked.notices:
        return redirect(request.path + asked.only("pillar").query_string(), permanent=True)
    return render(request, "pillars/questions.html", {"page": QuestionsPage(asked.only("pillar"), choices)})


def item(request: HttpRequest, number: str) -> HttpResponse:
    shown = get_object_or_404(Item.objects.published().with_surroundings().with_action_items(), number=number)
    family = list(Item.objects.published().filter(parent=shown.parent_id or shown.pk).select_related("pillar"))
    context = {
        "item": shown,
        "parent": Item.objects.published().filter(pk=shown.parent_id).first() if shown.parent_id else None,
        "family": [member for member in family if member != shown],
        "practices": [practice for practice in shown.practices.all() if practice.findings.all()],
        "near": [practice for practice in shown.near_practices.all() if practice.findings.all()],
        "resources": shown.resources.published().for_list().newest()[:MOST_RESOURCES],
    }
    context["described"] = discovery.of_item(shown, context["practices"], shown.action_items)
    return render(request, "pillars/item.html", context)


def practices(request: HttpRequest, search: Search) -> HttpResponse:
    """All of them, or those that hold some words, best first."""
    listing = lists.PracticeList(request, search)
    context = {"listing": listing, "practices": listing.rows, "heading": listing.heading, "words": listing.words}
    context |= {"found": listing.found, "notices": listing.notices}
    if not listing.words:
        context["described"] = discovery.of_all(listing.heading, request.path, listing.rows)
    return render(request, "pillars/practices.html", context)


@leads_on(Practice)
def practice(request: HttpRequest, slug: str, resources_of: Callable[[Practice], QuerySet]) -> HttpResponse:
    """`resources_of` gives the public resources of the items a practice serves; the catalogue knows them."""
    shown = get_object_or_404(Practice.objects.prefetch_related("findings"), slug=slug)
    asked = criteria.read_findings(request.GET)
    context = {
        "practice": shown,
        "asked": asked,
        "findings": [finding for finding in shown.findings.all() if asked.holds(finding)],
        "items": shown.items.published().with_evidence(),
        "near_items": shown.near_items.published().with_findings(),
        "about": shown.resources.published().for_list().newest()[:MOST_RESOURCES],
        "for_items": resources_of(shown)[:MOST_RESOURCES],
        "described": "" if asked.words or asked.refused else discovery.of_practice(shown),
    }
    return render(request, "pillars/practice.html", context)


def evidence(request: HttpRequest, resource_counts: ResourceCounts) -> HttpResponse:
    """The map over the same items the list would show, so that a cell and the list behind it always agree."""
    choices = facets()
    asked = criteria.read(request.GET, choices).only("who", "strength")
    selection = Selection(asked, choices, resource_counts)
    practices = Practice.objects.prefetch_related("findings")
    context = evidence_page.context(asked, choices, selection, practices, reverse("blueprint"))
    return render(request, "pillars/evidence.html", context | {"page": BlueprintPage(asked, choices, selection)})


def examples(request: HttpRequest) -> HttpResponse:
    """What agencies report, by state and pillar."""
    choices = examples_list.facets(Pillar.objects.all())
    asked = examples_list.read(request.GET, choices)
    if asked.has_moved and not asked.notices:
        return redirect(request.path + asked.query_string(), permanent=True)
    held = AgencyExample.objects.published().select_related("item__pillar")
    return render(request, "pillars/examples.html", {"page": examples_list.ExamplesPage(asked, choices, held)})
