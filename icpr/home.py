"""The home page: search, a way in for each kind of reader, the pillars, and what can be opened at once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from icpr.lib.http.site import absolute
from icpr.lib.json_ld import organization, script
from icpr.lib.text.page_titles import SITE
from pillars.blueprint.evidence_map import small_map
from pillars.models import Finding, FocusArea, Pillar
from resources.catalogue import facet_index, groups
from resources.catalogue.short_lists import Part, of_parts
from resources.collections.picture import column
from resources.models import Kind, Resource

ON_HOME = 5
COLLECTIONS_ON_HOME, MOST_READ = 6, 60
PARTS = (
    Part("Policy papers", {"kind": (Kind.MODEL_POLICY.value,)}, page="model-policies"),
    Part("Guides and reports", {"kind": (Kind.GUIDE.value, Kind.TOOLKIT.value, Kind.REPORT.value)}),
    Part("Police Chief articles", {"kind": (Kind.POLICE_CHIEF_ARTICLE.value,)}, page="police-chief"),
)


def home(request: HttpRequest) -> HttpResponse:
    catalogue = facet_index.current()
    new = Part("New", members=catalogue.marked_new(timezone.localdate()), page="whats-new")
    context = {
        "pillars": [_pillar(catalogue, pillar) for pillar in Pillar.objects.all()],
        "focus_areas": list(FocusArea.objects.all()),
        "total": len(catalogue),
        "total_collections": len(catalogue.having("kind", [Kind.COLLECTION.value])),
        "finding": Finding.objects.featured(),
        "small_map": small_map(),
        "lists": of_parts(catalogue, (new, *PARTS), ON_HOME),
        "collections": collections(catalogue),
        "described": described(),
    }
    return render(request, "icpr/home.html", context)


def collections(catalogue: facet_index.CatalogueIndex) -> list[Resource]:
    """The first collections, by title; one query, none without any."""
    members = catalogue.having("kind", [Kind.COLLECTION.value])
    keys = [catalogue.ids[position] for position in members[:MOST_READ]]
    found = groups.in_order(keys, groups.LINES) if keys else []
    return sorted(found, key=lambda each: each.sort_title)[:COLLECTIONS_ON_HOME]


def described() -> SafeString:
    """What the library says of itself to machines: its name, who keeps it, and where it is searched."""
    target = {"@type": "EntryPoint", "urlTemplate": absolute(reverse("resources")) + "?q={words}"}
    institute = organization("Institute for Community-Police Relations")
    node = {
        "@type": "WebSite",
        "@id": absolute(reverse("home")),
        "url": absolute(reverse("home")),
        "name": SITE,
        "inLanguage": "en",
        "publisher": institute | {"parentOrganization": organization("International Association of Chiefs of Police")},
        "potentialAction": {"@type": "SearchAction", "target": target, "query-input": "required name=words"},
    }
    return script(node)


def _pillar(catalogue: facet_index.CatalogueIndex, pillar: Pillar) -> dict:
    """A pillar with the number of its records, and where the illustration draws it."""
    return column(pillar) | {"count": len(catalogue.having("pillar", [pillar.slug]))}
