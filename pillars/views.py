"""The frame's pages. Each lists its resources through the reverse relation, grouped as the engagement page groups them."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from pillars.models import FocusArea, Level, Pillar, Topic

# A topic shows all it has, as the engagement page does; a pillar holds a third of the library, so it shows the newest.
PER_TOPIC_GROUP, PER_GROUP = 60, 12
# The engagement page's own headings; everything that is neither policy, video nor article is a "resource".
GROUPS = [
    ("Policy papers", {"kind__in": ["model-policy"]}),
    ("Resources", None),
    ("Videos", {"kind__in": ["video"]}),
    ("From the Field: Police Chief articles", {"kind__in": ["police-chief-article"]}),
]
GROUPED = [kind for _, lookup in GROUPS if lookup for kind in lookup["kind__in"]]


@dataclass(frozen=True)
class Group:
    heading: str
    resources: list
    total: int
    query: str

    @property
    def is_cut(self) -> bool:
        return self.total > len(self.resources)


def pillar_list(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "pillars/pillar_list.html",
        {"pillars": Pillar.objects.all(), "focus_areas": FocusArea.objects.all(), "topics": Topic.objects.all()},
    )


def pillar(request: HttpRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(Pillar, slug=slug)
    items = shown.items.published().at_level(Level.RECOMMENDATION).with_findings()
    return term_page(request, shown, facet="pillar", items=items)


def focus_area(request: HttpRequest, slug: str) -> HttpResponse:
    return term_page(request, get_object_or_404(FocusArea, slug=slug), facet="focus")


def topic(request: HttpRequest, slug: str) -> HttpResponse:
    return term_page(request, get_object_or_404(Topic, slug=slug), facet="topic")


def term_page(request: HttpRequest, term: Model, *, facet: str, **more) -> HttpResponse:
    published = term.resources.published()
    by_kind = list(published.order_by().values("kind").annotate(number=Count("pk")).order_by("-number", "kind"))
    most = PER_TOPIC_GROUP if facet == "topic" else PER_GROUP
    groups = []
    for heading, lookup in GROUPS:
        rows = [row for row in by_kind if (row["kind"] in lookup["kind__in"] if lookup else row["kind"] not in GROUPED)]
        if rows:
            members = published.filter(**lookup) if lookup else published.exclude(kind__in=GROUPED)
            kinds = sorted(row["kind"] for row in rows)
            query = "?" + urlencode([(facet, term.slug), *(("kind", kind) for kind in kinds)])
            total = sum(row["number"] for row in rows)
            groups.append(Group(heading, list(members.for_list().newest()[:most]), total, query))
    total = sum(group.total for group in groups)
    context = {"term": term, "facet": facet, "groups": groups, "by_kind": by_kind, "total": total} | more
    return render(request, f"pillars/{term._meta.model_name}.html", context)
