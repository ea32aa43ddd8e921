"""The catalogue's public pages."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt

from icpr.lib.http.forms import takes_form
from icpr.lib.http.origin import Origin, origin_of
from pillars.models import FormerAddress
from resources import search_log
from resources.catalogue import facet_index as catalogue
from resources.catalogue import listing as listings
from resources.catalogue import record_page, suggestions
from resources.catalogue.kind_pages import ArticlesPage, PoliciesPage
from resources.catalogue.list_page import ListPage
from resources.catalogue.whats_new import WhatsNewPage
from resources.models import FormerSlug, Resource, Tag

MOST_OF_TAG = 60


def resource_list(request: HttpRequest) -> HttpResponse:
    """The filterable list. A submitted form's empty fields are tidied away by a redirect, so that addresses read well,
    and values asked for by a former address lead on to the present one."""
    listing = listings.of_query(request.GET)
    page = ListPage(listing, request.GET.get("page", ""))
    is_untidy = any(value == "" for values in request.GET.lists() for value in values[1])
    if (is_untidy or listing.has_moved) and not page.notices:
        return redirect(request.path + page.pages.query_string, permanent=listing.has_moved)
    context = {"page": page.read(), "offer": search_log.offer(listing.selection)}
    response = render(request, "resources/resource_list.html", context)
    search_log.note(request, listing.selection)
    if listing.criteria.is_narrow:
        response["X-Robots-Tag"] = "noindex"
    return response


@csrf_exempt
@takes_form
def tell_staff(request: HttpRequest) -> HttpResponse:
    """Takes what a reader looked for in vain, to be counted. Readers have no cookie and so no CSRF token, and nothing
    is changed that is theirs; what is left to refuse is a form on another site."""
    if request.method != "POST":
        return redirect("resources")
    if origin_of(request) is Origin.ELSEWHERE:
        return render(request, "resources/tell_staff.html", {"outcome": "elsewhere"}, status=403)
    listing = listings.of_query(request.POST)
    if not search_log.is_offered(listing.selection):
        return redirect(listing.address)
    outcome = search_log.tell(request, listing.selection)
    context = {"outcome": outcome.value, "listing": listing, "days": settings.SEARCH_LOG_DAYS}
    code = 429 if outcome is search_log.Outcome.TOO_MANY else 200
    return render(request, "resources/tell_staff.html", context, status=code)


def suggest(request: HttpRequest) -> HttpResponse:
    """What the text typed so far may become, as JSON. May be kept a minute, but not past a change made by the clock."""
    typed, index = request.GET.get("q", ""), catalogue.current()
    groups = suggestions.suggest(typed, index)
    found = [suggestion.as_json() | {"group": heading} for heading, group in groups for suggestion in group]
    response = JsonResponse({"query": typed, "suggestions": found})
    patch_cache_control(response, public=True, max_age=suggestions.seconds_to_keep(index))
    response["X-Robots-Tag"] = "noindex"
    return response


def resource(request: HttpRequest, slug: str) -> HttpResponse:
    found = Resource.objects.filter(slug=slug).for_detail().first()
    if found is None:
        former = get_object_or_404(FormerSlug.objects.select_related("resource"), slug=slug)
        if not former.resource.is_published() and not former.resource.is_withdrawn:
            raise Http404
        return redirect(former.resource, permanent=True)
    return _resource_page(request, found)


def permanent(request: HttpRequest, number: str) -> HttpResponse:
    """The address that never changes: sends on to the present one."""
    found = get_object_or_404(Resource, number=int(number.removeprefix("ICPR-")))
    if not found.is_published() and not found.is_withdrawn:
        raise Http404
    return redirect(found)


def _resource_page(request: HttpRequest, found: Resource) -> HttpResponse:
    if found.is_withdrawn:
        return render(request, "resources/withdrawn.html", record_page.of_withdrawn(found), status=410)
    if not found.is_published():
        raise Http404
    context = record_page.of_public(found, catalogue.current())
    return render(request, "resources/resource.html", context)


def model_policies(request: HttpRequest) -> HttpResponse:
    page = PoliciesPage(request.GET.get("page", ""))
    return render(request, "resources/model_policies.html", {"page": page})


def police_chief(request: HttpRequest) -> HttpResponse:
    page = ArticlesPage(request.GET.get("year", ""), request.GET.get("page", ""))
    return render(request, "resources/police_chief.html", {"page": page})


def tag_list(request: HttpRequest) -> HttpResponse:
    values = [value for value in catalogue.current().facets["tag"].values() if value.members]
    return render(request, "resources/tag_list.html", {"tags": values})


def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest records of a tag. One that no reader may see yet does not exist, also not by a former address."""
    index = catalogue.current()
    tags = index.facets["tag"]
    found = tags.get(slug)
    if found is None:
        now = FormerAddress.objects.slugs_now(Tag, [slug]).get(slug)
        if now not in tags:
            raise Http404
        return redirect("tag", now, permanent=True)
    listing = listings.of_value(request.path, "tag", slug, title=found.label, index=index)
    return render(request, "resources/tag.html", {"listing": listing, "resources": listing.records(0, MOST_OF_TAG)})


def whats_new(request: HttpRequest) -> HttpResponse:
    page = WhatsNewPage(request.GET.get("page", ""))
    return render(request, "resources/whats_new.html", {"page": page})
