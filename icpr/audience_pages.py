"""A page for each kind of reader: agencies, communities, and those who train, study or write.

Everything on them is counted and listed from the catalogue and the Blueprint.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pillars.blueprint import questions
from pillars.blueprint.evidence_map import by_evidence
from pillars.models import RULE, EvidenceRating, Finding, Item, Practice
from pillars.plans import presets
from resources.catalogue import facet_index, policies_by_need
from resources.catalogue.short_lists import Part, of_parts
from resources.models import Kind

IN_LIST, POLICIES_SHOWN = 5, 12
COMMUNITY = {"audience": ("community",)}

POLICIES = Part("Policy papers that can be opened", {"kind": (Kind.MODEL_POLICY.value,)})
AGENCY_PARTS = (
    Part("Guides and toolkits", {"kind": (Kind.GUIDE.value, Kind.TOOLKIT.value)}),
    Part("What agencies did", {"tag": ("agency-examples",)}),
    Part("Small and rural agencies", {"tag": ("small-and-rural-agencies",)}),
    Part("Officer wellness", {"tag": ("officer-wellness", "peer-support", "officer-suicide-prevention")}),
    Part("Recruitment and retention", {"tag": ("recruitment-and-retention",)}),
    Part("Crisis response", {"tag": ("crisis-response",)}),
)
COMMUNITY_PARTS = (
    Part("Know your rights", {"tag": ("know-your-rights",)}),
    Part("In Spanish", {"language": ("es",)}),
    Part("How complaints and oversight work", {"tag": ("complaints", "civilian-oversight")}, COMMUNITY),
    Part("Youth and schools", {"tag": ("youth", "school-resource-officers", "juvenile-justice")}, COMMUNITY),
    Part("Talking with the police", {"tag": ("community-dialogue", "racial-reconciliation")}, COMMUNITY),
    Part("Language access", {"tag": ("language-access",)}, COMMUNITY),
)
TRAINER_PARTS = (
    Part("Training courses", {"kind": (Kind.TRAINING.value,)}),
    Part("Webinars", {"kind": (Kind.WEBINAR.value,)}),
    Part("Videos and podcasts", {"kind": (Kind.VIDEO.value, Kind.PODCAST.value)}),
    Part("Studies", {"kind": (Kind.STUDY.value,)}),
    Part("Evidence-based policing", {"tag": ("evidence-based-policing",)}),
    Part("Training standards", {"tag": ("training-standards",)}),
)


def for_agencies(request: HttpRequest) -> HttpResponse:
    index = facet_index.current()
    practices = sorted(Practice.objects.prefetch_related("findings"), key=by_evidence)
    context = {
        "policies": policies_by_need.of(index),
        "openable_policies": of_parts(index, [POLICIES], POLICIES_SHOWN),
        "proven": [practice for practice in practices if practice.evidence.rating == EvidenceRating.PROVEN],
        "promising": [practice for practice in practices if practice.evidence.rating == EvidenceRating.PROMISING],
        "items": presets.rated(EvidenceRating.PROVEN),
        "rule": RULE[EvidenceRating.PROVEN],
        "lists": of_parts(index, AGENCY_PARTS, IN_LIST),
    }
    return render(request, "icpr/for_agencies.html", context)


def for_communities(request: HttpRequest) -> HttpResponse:
    asked = questions.with_question()
    lists = of_parts(facet_index.current(), COMMUNITY_PARTS, IN_LIST)
    context = {"questions": asked[: questions.FIRST], "all_questions": len(asked), "lists": lists}
    return render(request, "icpr/for_communities.html", context)


def for_trainers(request: HttpRequest) -> HttpResponse:
    context = {
        "lists": of_parts(facet_index.current(), TRAINER_PARTS, IN_LIST),
        "practices": Practice.objects.count(),
        "findings": Finding.objects.count(),
        "items": Item.objects.published().count(),
    }
    return render(request, "icpr/for_trainers.html", context)
