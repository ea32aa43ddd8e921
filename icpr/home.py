"""The home page: search, a way in for each kind of reader, the pillars, and what can be opened at once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from pillars.blueprint.evidence_map import small_map
from pillars.models import Finding, FocusArea, Pillar
from resources.catalogue import facet_index
from resources.catalogue.short_lists import Part, of_parts
from resources.models import Kind

ON_HOME = 5
PARTS = (
    Part("Policy papers", {"kind": (Kind.MODEL_POLICY.value,)}, page="model-policies"),
    Part("Guides and reports", {"kind": (Kind.GUIDE.value, Kind.TOOLKIT.value, Kind.REPORT.value)}),
    Part("Police Chief articles", {"kind": (Kind.POLICE_CHIEF_ARTICLE.value,)}, page="police-chief"),
)
FIRST_COLUMN, COLUMNS_APART = 65, 70  # where the illustration's pillars stand


def home(request: HttpRequest) -> HttpResponse:
    catalogue = facet_index.current()
    new = Part("New", members=catalogue.marked_new(timezone.localdate()), page="whats-new")
    context = {
        "pillars": [_pillar(catalogue, pillar) for pillar in Pillar.objects.all()],
        "focus_areas": list(FocusArea.objects.all()),
        "total": len(catalogue),
        "finding": Finding.objects.featured(),
        "small_map": small_map(),
        "lists": of_parts(catalogue, (new, *PARTS), ON_HOME),
    }
    return render(request, "icpr/home.html", context)


def _pillar(catalogue: facet_index.CatalogueIndex, pillar: Pillar) -> dict:
    """A pillar with the number of its records, and where the illustration draws it."""
    return {
        "pillar": pillar,
        "count": len(catalogue.having("pillar", [pillar.slug])),
        "x": FIRST_COLUMN + COLUMNS_APART * (pillar.number - 1),
    }
