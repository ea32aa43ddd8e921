"""The frame's pages. Each lists its resources through the reverse relation, grouped as the engagement page groups them."""

from dataclasses import dataclass

from django.db.models import Count, Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from pillars.models import FocusArea, Pillar, Topic

PER_GROUP = 60
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
    kind: str = ""


def pillar_list(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "pillars/pillar_list.html",
        {"pillars": Pillar.objects.all(), "focus_areas": FocusArea.objects.all(), "topics": Topic.objects.all()},
    )


def pillar(request: HttpRequest, slug: str) -> HttpResponse:
    return term_page(request, get_object_or_404(Pillar, slug=slug), facet="pillar")


def focus_area(request: HttpRequest, slug: str) -> HttpResponse:
    return term_page(request, get_object_or_404(FocusArea, slug=slug), facet="focus")


def topic(request: HttpRequest, slug: str) -> HttpResponse:
    return term_page(request, get_object_or_404(Topic, slug=slug), facet="topic")


def term_page(request: HttpRequest, term: Model, *, facet: str) -> HttpResponse:
    published = term.resources.published()
    by_kind = list(published.order_by().values("kind").annotate(number=Count("pk")).order_by("-number", "kind"))
    numbers = {row["kind"]: row["number"] for row in by_kind}
    groups = []
    for heading, lookup in GROUPS:
        members = published.filter(**lookup) if lookup else published.exclude(kind__in=GROUPED)
        total = sum(
            number
            for kind, number in numbers.items()
            if (kind in lookup["kind__in"] if lookup else kind not in GROUPED)
        )
        if total:
            kind = lookup["kind__in"][0] if lookup else ""
            groups.append(Group(heading, list(members.for_list().newest()[:PER_GROUP]), total, kind))
    context = {"term": term, "facet": facet, "groups": groups, "by_kind": by_kind, "total": sum(numbers.values())}
    return render(request, f"pillars/{term._meta.model_name}.html", context)
