"""The list as Django sites usually have it, for comparison: the same records, query sets only.

Plain filters over many-to-many fields with DISTINCT, a Paginator, a GROUP BY for each facet, `icontains` for words. It
is spared all middleware and most of the markup, which counts in its favour.
"""

from collections.abc import Callable

from django.core.handlers.wsgi import WSGIRequest
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine

from resources.models import Resource

RELATIONS = {
    "pillar": "pillars__slug",
    "focus": "focus_areas__slug",
    "topic": "topics__slug",
    "audience": "audiences__slug",
    "publisher": "publishers__slug",
    "tag": "tags__slug",
}
COLUMNS = ("kind", "access", "language")
COUNTED = {"pillar": "pillars__slug", "focus": "focus_areas__slug", "topic": "topics__slug"} | {
    name: name for name in COLUMNS
}
PAGE = Engine().from_string("""
<h1>{{ page.paginator.count }} resources</h1>
{% for name, values in facets.items %}<h2>{{ name }}</h2><ul>
{% for value in values %}<li>{{ value.0 }} ({{ value.1 }})</li>{% endfor %}</ul>{% endfor %}
{% for resource in page %}<article><h2><a href="{{ resource.get_absolute_url }}">{{ resource.title }}</a></h2>
<p>{{ resource.annotation }}</p><p>{{ resource.get_kind_display }} {{ resource.issued_display }}
{% for pillar in resource.pillars.all %}{{ pillar.short_name }} {% endfor %}</p></article>{% endfor %}
<p>Page {{ page.number }} of {{ page.paginator.num_pages }}</p>
""")


def usual_list(request: HttpRequest) -> HttpResponse:
    found = Resource.objects.published()
    for name in COLUMNS:
        if values := request.GET.getlist(name):
            found = found.filter(**{f"{name}__in": values})
    for name, lookup in RELATIONS.items():
        if values := request.GET.getlist(name):
            found = found.filter(**{f"{lookup}__in": values})
    for word in request.GET.get("q", "").split():
        inside = Q(title__icontains=word) | Q(annotation__icontains=word)
        found = found.filter(inside | Q(in_brief__icontains=word) | Q(body__icontains=word))
    found = found.distinct()
    # Counted from the matching keys, because a count on the joined query would see the chosen values only.
    matching = Resource.objects.filter(pk__in=found.order_by().values("pk")).order_by()
    facets = {
        name: list(matching.values_list(lookup).annotate(number=Count("pk", distinct=True)).order_by("-number"))
        for name, lookup in COUNTED.items()
    }
    page = Paginator(found.newest().prefetch_related("pillars"), 20).get_page(request.GET.get("page"))
    return HttpResponse(PAGE.render(Context({"page": page, "facets": facets})))


def application(environ: dict, start_response: Callable) -> HttpResponse:
    response = usual_list(WSGIRequest(environ))
    start_response("200 OK", list(response.items()))
    return response
