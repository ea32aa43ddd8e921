"""Sets of items to begin with. Each is a question to the Blueprint, asked when it is chosen; so is each pillar."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain, zip_longest

from pillars.blueprint.facets import LOCAL
from pillars.blueprint.selection import start_place
from pillars.models import RULE, Effort, EvidenceRating, FormerAddress, Item, Pillar

IN_FIRST_YEAR = 12
# What the report says about being open to the public: culture, publishing, informing, releasing, being heard.
OPEN_TO_THE_PUBLIC = ["1.2", "1.3", "1.3.1", "1.3.2", "1.5.1", "2.2", "2.2.4", "2.2.5", "2.5", "3.2.1"]


@dataclass(frozen=True)
class Preset:
    slug: str
    name: str
    about: str
    items: Callable[[], list[Item]]


def local():
    return Item.objects.published().filter(actors__slug=LOCAL).select_related("pillar")


def rated(rating: EvidenceRating) -> list[Item]:
    """What has this evidence rating: what rests on the strongest research first, then the least effort."""
    items = local().with_findings()
    return sorted((item for item in items if item.evidence.rating == rating), key=start_place)


def first_year() -> list[Item]:
    """Items of low effort, in turn from each pillar, so that no pillar waits for another."""
    by_pillar: dict[int | None, list[Item]] = {}
    for item in local().filter(effort=Effort.LOW):
        by_pillar.setdefault(item.pillar_id, []).append(item)
    in_turn = filter(None, chain.from_iterable(zip_longest(*by_pillar.values())))
    return list(in_turn)[:IN_FIRST_YEAR]


def transparency() -> list[Item]:
    return list(Item.objects.published().filter(number__in=OPEN_TO_THE_PUBLIC).select_related("pillar"))


PRESETS = [
    Preset(
        "proven",
        "Begin with what is proven",
        f"Items for local agencies. Proven: {RULE[EvidenceRating.PROVEN]}",
        lambda: rated(EvidenceRating.PROVEN),
    ),
    Preset(
        "promising",
        "What is promising",
        f"Items for local agencies. Promising: {RULE[EvidenceRating.PROMISING]}",
        lambda: rated(EvidenceRating.PROMISING),
    ),
    Preset(
        "first-year",
        "First year",
        "Up to twelve items of low effort, taken in turn from each pillar.",
        first_year,
    ),
    Preset(
        "transparency",
        "Transparency first",
        "What the report asks about publishing policies and data and informing the public.",
        transparency,
    ),
]
BY_SLUG = {preset.slug: preset for preset in PRESETS}


def named(slug: str) -> Preset | None:
    """The preset of this name or, by the slug of a pillar, what the pillar asks of local agencies."""
    if slug in BY_SLUG or not slug or "\x00" in slug:
        return BY_SLUG.get(slug)
    pillar = Pillar.objects.filter(slug=slug).first() or FormerAddress.objects.holder(Pillar, slug)
    return pillar and Preset(
        pillar.slug,
        f"Pillar {pillar.number}: {pillar.name}",
        "All that the report asks of local agencies under this pillar.",
        lambda: list(local().filter(pillar=pillar)),
    )
