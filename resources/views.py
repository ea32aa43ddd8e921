"""The catalogue's public pages."""

from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache

from resources import index as catalogue
from resources import suggestions
from resources.models import FormerSlug, ModelPolicy, PoliceChiefArticle, PreviewLink, Resource, Tag
from resources.pages import ListPage
from resources.related import related_ids
from resources.selection import select


def resource_list(request: HttpRequest) -> HttpResponse:
    """The filterable list. A submitted form's empty fields are tidied away by a redirect, so that addresses read well."""
    selection = select(request.GET)
    page = ListPage(selection, request.GET.get("page", ""))
    if any(value == "" for values in request.GET.lists() for value in values[1]) and not page.notices:
        return redirect(request.path + page.query_string)
    response = render(request, "resources/resource_list.html", {"page": page})
    if selection.criteria.is_narrow:
        response["X-Robots-Tag"] = "noindex"
    return response


def suggest(request: HttpRequest) -> HttpResponse:
    """What the text typed so far may become, as JSON. May be kept a minute, but not past a change made by the clock."""
    typed, index = request.GET.get("q", ""), catalogue.current()
    found = [suggestion.as_json() for suggestion in suggestions.suggest(typed, index)]
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
        return render(request, "resources/withdrawn.html", {"resource": found}, status=410)
    if not found.is_published():
        raise Http404
    index = catalogue.current()
    context = {
        "resource": found,
        "items": found.items.published().with_findings(),
        "values": index.values_of(found.pk),
        "related": _in_order(related_ids(found.pk, index)),
    }
    return render(request, "resources/resource.html", context)


def _in_order(ids: list[int]) -> list[Resource]:
    found = Resource.objects.published().for_list().in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


@never_cache
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """A record as it will look, for someone with a link and no account. Neither kept nor indexed."""
    link = PreviewLink.objects.for_token(token)
    if link is None:
        raise Http404
    found = Resource.objects.for_detail().get(pk=link.resource_id)
    context = {"resource": found, "values": catalogue.values_from_record(found), "related": [], "preview": link}
    context["items"] = found.items.published().with_findings()
    response = render(request, "resources/resource.html", context)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def model_policies(request: HttpRequest) -> HttpResponse:
    policies = ModelPolicy.objects.published().for_list().prefetch_related("documents").by_title()
    return render(request, "resources/model_policies.html", {"policies": policies})


def police_chief(request: HttpRequest) -> HttpResponse:
    """Articles by year and issue; those whose date is not known come last."""
    articles = PoliceChiefArticle.objects.published().for_list().prefetch_related("authors").newest()
    years = [
        (year, [(issue, list(group)) for issue, group in groupby(of_year, key=lambda article: article.issue_display)])
        for year, of_year in groupby(articles, key=lambda article: article.issued_on and article.issued_on.year)
    ]
    return render(request, "resources/police_chief.html", {"years": years})


def tag_list(request: HttpRequest) -> HttpResponse:
    values = [value for value in catalogue.current().facets["tag"].values() if value.members]
    return render(request, "resources/tag_list.html", {"tags": values})


def tag(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Tag, slug=slug)
    resources = Resource.objects.published().filter(tags=found)
    context = {"tag": found, "total": resources.count(), "resources": resources.for_list().newest()[:60]}
    if not context["total"]:
        raise Http404
    return render(request, "resources/tag.html", context)


def whats_new(request: HttpRequest) -> HttpResponse:
    """The latest hundred records by the day they appeared here."""
    resources = Resource.objects.published().for_list().order_by("-publish_at", "-number")[:100]
    days = [
        (day, list(group)) for day, group in groupby(resources, key=lambda found: timezone.localdate(found.publish_at))
    ]
    return render(request, "resources/whats_new.html", {"days": days})
