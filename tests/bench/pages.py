"""The pages that are measured: a row of the report each, with the addresses to ask for."""

from random import Random
from urllib.parse import urlencode

from django.urls import reverse

from pillars.models import Plan
from resources.catalogue import facet_index as catalogue
from resources.models import Resource
from tests.bench import plans
from tests.sample_catalogue.vocabulary import SUBJECT_WORDS

DIFFERENT = 500
# Two words of the sample that some 12 % of its records hold.
WORDS = "crisis report"
FILTER = {"pillar": "building-trust-legitimacy"}


def rows() -> dict[str, list[str]]:
    """Row label → addresses, the same for the same catalogue."""
    random = Random(7)
    every = list(Resource.objects.published().order_by("number").values_list("slug", flat=True))
    return {
        "list, same address": [_list(FILTER)],
        "list, different filters": [_list(_filter(random)) for _ in range(DIFFERENT)],
        "search ranked, same words": [_list({"q": WORDS})],
        "search ranked, different words": [_list({"q": _words(random)}) for _ in range(DIFFERENT)],
        "search by date, same words": [_list({"q": WORDS, "sort": "newest"})],
        "detail, different records": [
            reverse("resource", args=[slug]) for slug in random.sample(every, min(DIFFERENT, len(every)))
        ],
        "home": [reverse("home")],
        "pillar": [reverse("pillar", args=[FILTER["pillar"]])],
        "topic": [reverse("topic", args=["use-of-force"])],
        "model policies": [reverse("model-policies")],
        "Police Chief": [reverse("police-chief")],
        "what's new": [reverse("whats-new")],
        "Blueprint": [reverse("blueprint")],
        "Blueprint item": [reverse("item", args=["4.5"])],
        "evidence map": [reverse("evidence")],
        "plan, different plans": [reverse("plan", args=[plans.token(number)]) for number in _plans(random)],
        "plan of 200 items": [reverse("plan", args=[plans.token(0)])],
        "plan of 200 items, to print": [reverse("plan-print", args=[plans.token(0)])],
        "plan of 200 items, add items": [reverse("plan-choose", args=[plans.token(0)])],
    }


def _plans(random: Random) -> list[int]:
    count = Plan.objects.count() - 1
    return random.sample(range(1, count + 1), min(DIFFERENT, count))


def _list(query: dict[str, str]) -> str:
    return f"{reverse('resources')}?{urlencode(query)}"


def _words(random: Random) -> str:
    return " ".join(random.sample(SUBJECT_WORDS[:150], 2))


def _filter(random: Random) -> dict[str, str]:
    """One value in each of one, two or three facets."""
    facets = catalogue.current().facets
    names = random.sample(sorted(facets), random.choice((1, 2, 3)))
    return {name: random.choice([key for key, value in facets[name].items() if value.members]) for name in names}
