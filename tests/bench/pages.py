"""The pages that are measured: a row of the report each, with the addresses to ask for."""

from collections.abc import Callable
from itertools import count
from random import Random
from urllib.parse import urlencode

from django.urls import reverse

from pillars.models import Plan
from resources.catalogue import facet_index as catalogue
from resources.models import Resource
from tests.bench import plans
from tests.bench.report import WHOLE_LIST
from tests.sample_catalogue.vocabulary import PLACES, SUBJECT_WORDS

DIFFERENT = 500
AFTER_EDIT = "search ranked, first after an edit"  # its addresses are asked for after an edit each
# Two words of the sample that some 12 % of its records hold.
WORDS = "crisis report"
FILTER = {"pillar": "building-trust-legitimacy"}
# Ordinary words that no record of the sample holds.
UNKNOWN = """
    astronaut bicycle volcano penguin orchestra mushroom telescope dinosaur umbrella blanket sandwich kangaroo guitar
    pyramid mermaid carpenter lantern pelican strawberry tornado galaxy saxophone marathon vampire wizard cucumber
""".split()  # noqa: SIM905
SENTENCE = "how should {} respond to a {} who needs {} with the {}"


def rows() -> dict[str, list[str]]:
    """Row label → addresses, the same for the same catalogue."""
    random = Random(7)
    every = list(Resource.objects.published().order_by("number").values_list("slug", flat=True))
    return {
        WHOLE_LIST: [_list({})],
        "list, same address": [_list(FILTER)],
        "list, different filters": [_list(_filter(random)) for _ in range(DIFFERENT)],
        "search ranked, same words": [_list({"q": WORDS})],
        "search ranked, different words": [_list({"q": _words(random)}) for _ in range(DIFFERENT)],
        "search ranked, rare words": [_list({"q": word}) for word in random.sample(PLACES, DIFFERENT)],
        "search ranked, unknown words": [_list({"q": word}) for word in UNKNOWN],
        "search ranked, one word unknown": [_list({"q": f"{_words(random)} {word}"}) for word in UNKNOWN * 4],
        "search ranked, misspelled words": [_list({"q": _misspelled(random)}) for _ in range(DIFFERENT)],
        "search ranked, sentences": [_list({"q": _sentence(random)}) for _ in range(DIFFERENT)],
        AFTER_EDIT: [_list({"q": words}) for words in (WORDS, "comunity offcier", UNKNOWN[0])] * 10,
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


def editing() -> Callable[[], None]:
    """Writes another annotation into another public record each time."""
    keys, number = list(Resource.objects.published().values_list("pk", flat=True)[:1_000]), count(1)

    def edit() -> None:
        made = next(number)
        record = Resource.objects.get(pk=keys[made * 7 % len(keys)])
        record.annotation = f"Sample: the edit{made} of a record."
        record.save()

    return edit


def _words(random: Random) -> str:
    return " ".join(random.sample(SUBJECT_WORDS[:150], 2))


def _misspelled(random: Random) -> str:
    """Two longer words, each with two letters swapped or one left out."""
    words = random.sample([word for word in SUBJECT_WORDS if len(word) >= 8], 2)
    places = [random.randrange(1, len(word) - 2) for word in words]
    return " ".join(
        word[:at] + random.choice((word[at + 1] + word[at], word[at + 1])) + word[at + 2 :]
        for word, at in zip(words, places, strict=True)
    )


def _sentence(random: Random) -> str:
    return SENTENCE.format(*random.sample(SUBJECT_WORDS[:150], 4))


def _filter(random: Random) -> dict[str, str]:
    """One value in each of one, two or three facets."""
    facets = catalogue.current().facets
    names = random.sample(sorted(facets), random.choice((1, 2, 3)))
    return {name: random.choice([key for key, value in facets[name].items() if value.members]) for name in names}
