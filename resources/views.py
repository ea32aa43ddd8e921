"""The catalogue's public pages."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.views.decorators.csrf import csrf_exempt

from icpr.lib.http.forms import takes_form
from icpr.lib.http.origin import Origin, origin_of
from icpr.lib.http.site import absolute
from pillars.models import FormerAddress
from resources import search_log
from resources.catalogue import facet_index as catalogue
from resources.catalogue import listing as listings
from resources.catalogue import record_page, suggestions, tombstone
from resources.catalogue.facet_index import CatalogueIndex
from resources.catalogue.history_query import Asked, place_of_page
from resources.catalogue.kind_pages import ArticlesPage, PoliciesPage, all_collections
from resources.catalogue.list_page import ListPage
from resources.catalogue.tombstone import Tombstone
from resources.catalogue.whats_new import WhatsNewPage
from resources.collections import record as collection
from resources.collections.page import with_entry_counts
from resources.discovery import heads, signposting
from resources.models import FormerSlug, Kind, Resource, Tag

MOST_OF_TAG = 60
PAGE = (record_page, "resources/resource.html")
PAGES = {Kind.COLLECTION: (collection, "resources/collection.html")}  # kind → what its page shows, where not the usual


def resource_list(request: HttpRequest) -> HttpResponse:
    """The filterable list. A submitted form's empty fields are tidied away by a redirect, so that addresses read well,
    and values asked for by a former address lead on to the present one."""
    listing = listings.of_query(request.GET)
    page = ListPage(listing, request.GET.get("page", ""))
    is_untidy = any(value == "" for values in request.GET.lists() for value in values[1])
    if (is_untidy or listing.has_moved) and not page.notices:
        return redirect(request.path + page.pages.query_string, permanent=listing.has_moved)
    context = {"page": page.read(), "offer": search_log.offer(listing.selection)}
    if not listing.criteria.is_narrow:
        context["described"] = heads.of_page(page.sentence, request.path, page.pages, (c.resource for c in page.cards))
    response = render(request, "resources/resource_list.html", context)
    response.search = search_log.search_of(listing.selection)
    search_log.note(request, response.search)
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
    return _suggested(JsonResponse({"query": typed, "suggestions": found}), index)


def open_search_suggest(request: HttpRequest) -> HttpResponse:
    """The same for the search box of a browser (OpenSearch): the text, then names, what each is, and addresses."""
    typed, index = request.GET.get("q", ""), catalogue.current()
    found = [suggestion for _, group in suggestions.suggest(typed, index) for suggestion in group]
    rows = [(each.label, each.kind, absolute(each.url)) for each in found]
    told = [typed, *(list(column) for column in zip(*rows, strict=True))] if rows else [typed, [], [], []]
    return _suggested(JsonResponse(told, safe=False, content_type="application/x-suggestions+json"), index)


def _suggested(response: HttpResponse, index: CatalogueIndex) -> HttpResponse:
    patch_cache_control(response, public=True, max_age=suggestions.seconds_to_keep(index))
    response["X-Robots-Tag"] = "noindex"
    return response


def resource(request: HttpRequest, slug: str) -> HttpResponse:
    found = Resource.objects.filter(slug=slug).for_detail().first()
    if found is not None:
        return _resource_page(request, found)
    former = FormerSlug.objects.select_related("resource").filter(slug=slug).first()
    if former is None:
        return _gone_page(request, tombstone.of_deleted(slug))
    if not former.resource.is_published():
        return _gone_page(request, tombstone.of_record(former.resource))
    return redirect(former.resource, permanent=True)


def permanent(request: HttpRequest, number: str) -> HttpResponse:
    """The address that never changes: sends on to the present one, or says why there is none any more."""
    found = Resource.objects.filter(number=int(number.removeprefix("ICPR-"))).first()
    if found is None or not found.is_published():
        return _gone_page(request, tombstone.of_number(int(number.removeprefix("ICPR-"))))
    return redirect(found)


def _resource_page(request: HttpRequest, found: Resource) -> HttpResponse:
    if not found.is_published():
        return _gone_page(request, tombstone.of_record(found))
    if request.path != found.get_absolute_url():  # of a record whose kind has a page of its own
        return redirect(found)
    page, template = PAGES.get(found.kind, PAGE)
    response = render(request, template, page.of_public(found, catalogue.current()))
    response["Link"] = signposting.of_record(found)
    return response


def _gone_page(request: HttpRequest, gone: Tombstone | None) -> HttpResponse:
    return render(request, "resources/gone.html", record_page.of_gone(gone), status=410)


def model_policies(request: HttpRequest) -> HttpResponse:
    page = PoliciesPage(request.GET.get("page", ""))
    policies = (policy for _, policies in page.letters for policy in policies)
    described = heads.of_page("Policy papers", request.path, page.pages, policies)
    return render(request, "resources/model_policies.html", {"page": page, "described": described})


def police_chief(request: HttpRequest) -> HttpResponse:
    page = ArticlesPage(request.GET.get("year", ""), request.GET.get("page", ""))
    articles = (article for group in page.groups for article in group.articles)
    described = heads.of_page("Police Chief articles", request.path, page.pages, articles)
    return render(request, "resources/police_chief.html", {"page": page, "described": described})


def collections(request: HttpRequest) -> HttpResponse:
    """All collections, the latest first, each with what it is and for whom."""
    listing = all_collections()
    shown = listing.records(0, None, with_entry_counts())
    described = heads.of_list("Collections", request.path, listing.total, shown)
    return render(request, "resources/collections.html", {"listing": listing, "shown": shown, "described": described})


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
    shown = listing.records(0, MOST_OF_TAG)
    described = heads.of_list(listing.heading, listing.address, listing.total, shown)
    return render(request, "resources/tag.html", {"listing": listing, "resources": shown, "described": described})


def whats_new(request: HttpRequest) -> HttpResponse:
    """The history. An address of the time when its pages were numbered leads to the place that page has now."""
    asked = Asked.read(request.GET)
    if asked.page > 1 and (place := place_of_page(asked)):
        return redirect(place)
    return render(request, "resources/whats_new.html", {"page": WhatsNewPage(asked)})
