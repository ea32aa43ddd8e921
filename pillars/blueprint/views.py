"""The Blueprint's pages: its list, its items, the practices research has studied, and the evidence map."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from pillars.blueprint import criteria, evidence_map, formats
from pillars.blueprint.facets import ANYONE, LOCAL, facets
from pillars.blueprint.page import BlueprintPage
from pillars.blueprint.selection import Selection
from pillars.frame.redirects import leads_on
from pillars.models import Direction, Item, Practice

MOST_RESOURCES = 24


def blueprint(request: HttpRequest) -> HttpResponse:
    choices = facets()
    asked = criteria.read(request.GET, choices)
    if asked.has_moved and not asked.notices and "format" not in request.GET:
        return redirect(request.path + asked.query_string(), permanent=True)
    selection = Selection(asked, choices)
    if request.GET.get("format") == "csv":
        return formats.as_csv(selection.items)
    template = "pillars/printed.html" if request.GET.get("format") == "print" else "pillars/blueprint.html"
    return render(request, template, {"page": BlueprintPage(asked, choices, selection)})


def item(request: HttpRequest, number: str) -> HttpResponse:
    shown = get_object_or_404(Item.objects.published().with_surroundings(), number=number)
    family = list(Item.objects.published().filter(parent=shown.parent_id or shown.pk).select_related("pillar"))
    context = {
        "item": shown,
        "parent": Item.objects.published().filter(pk=shown.parent_id).first() if shown.parent_id else None,
        "family": [member for member in family if member != shown],
        "practices": [practice for practice in shown.practices.all() if practice.findings.all()],
        "near": [practice for practice in shown.near_practices.all() if practice.findings.all()],
        "helps": list(dict.fromkeys(f.outcome for f in shown.findings if f.direction == Direction.HELPS)),
        "resources": shown.resources.published().for_list().newest()[:MOST_RESOURCES],
    }
    return render(request, "pillars/item.html", context)


def practices(request: HttpRequest) -> HttpResponse:
    found = Practice.objects.prefetch_related("findings")
    return render(request, "pillars/practices.html", {"practices": found})


@leads_on(Practice)
def practice(request: HttpRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(Practice.objects.prefetch_related("findings"), slug=slug)
    asked = criteria.read_findings(request.GET)
    context = {
        "practice": shown,
        "asked": asked,
        "findings": [finding for finding in shown.findings.all() if asked.holds(finding)],
        "items": shown.items.published().with_evidence(),
        "near_items": shown.near_items.published().with_findings(),
        "about": shown.resources.published().for_list().newest()[:MOST_RESOURCES],
        "for_items": resources_for(shown)[:MOST_RESOURCES],
    }
    return render(request, "pillars/practice.html", context)


def resources_for(practice: Practice):
    """The public resources of the items a practice can carry out, without those that are about the practice itself."""
    relation = Item._meta.get_field("resources")
    linked = relation.through.objects.filter(item__in=practice.items.published().order_by()).values("resource_id")
    found = relation.related_model.objects.published().filter(pk__in=linked)
    return found.exclude(pk__in=practice.resources.order_by().values("pk")).for_list().newest()


def evidence(request: HttpRequest) -> HttpResponse:
    """The map over the same items the list would show, so that a cell and the list behind it always agree."""
    choices = facets()
    asked = criteria.read(request.GET, choices).only("who", "strength")
    selection = Selection(asked, choices)
    context = {
        "page": BlueprintPage(asked, choices, selection),
        "columns": evidence_map.columns(asked, choices),
        "kinds": evidence_map.kinds(asked),
        "pillars": evidence_map.by_pillar(selection),
        "practices": evidence_map.by_practice(asked.chosen("strength")),
        "anyone": ANYONE,
        "for_anyone": asked.with_only("who", ANYONE).query_string(),
        "for_local": asked.with_only("who", LOCAL).address,
    }
    return render(request, "pillars/evidence.html", context)
