"""The report of known gaps: terms of the vocabulary that find no record of the present catalogue, by theme."""

from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from resources.catalogue import facet_index as catalogue
from resources.models import SearchCount, SynonymGroup
from resources.search.known_gaps import gaps

GROUPS_A_PAGE = 60  # some 200 terms, each a question to the database
NAME = "admin:resources_searchcount_gaps"
THEMES = [*SynonymGroup.Theme.choices, ("", "Without a theme")]


def view(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """The gaps among one page of the groups of a theme, found out now."""
    if not site.get_model_admin(SearchCount).has_view_permission(request):
        raise PermissionDenied
    asked = request.GET.get("theme")
    theme = asked if asked in dict(THEMES) else THEMES[0][0]
    page, now = groups_of(theme, request.GET.get("page")), catalogue.current()
    context = {
        **site.each_context(request),
        "title": "Known gaps",
        "themes": [(label, address(name), name == theme) for name, label in THEMES],
        "label": dict(THEMES)[theme],
        "gaps": list(gaps(page.object_list, now.positions.keys(), now.edition)),
        "page": page,
        "beside": [(number, address(theme, number), number == page.number) for number in page.paginator.page_range],
        "may_change": request.user.has_perm("resources.view_synonymgroup"),
    }
    return TemplateResponse(request, "admin/search/gaps.html", context)


def groups_of(theme: str, number: str | None) -> Page:
    """One page of the groups of a theme that are on; the nearest there is when the number is none."""
    groups = SynonymGroup.objects.filter(is_on=True, theme=theme).order_by("language", "terms", "pk")
    return Paginator(groups, GROUPS_A_PAGE).get_page(number)


def address(theme: str, page: int = 1) -> str:
    return f"{reverse(NAME)}?{urlencode({'theme': theme} | ({'page': page} if page > 1 else {}))}"
