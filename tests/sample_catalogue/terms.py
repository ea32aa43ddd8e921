"""The terms made-up records carry: those of the frame, which must be there, and sample publishers and tags."""

from dataclasses import dataclass
from random import Random

from django.core.management import call_command

from icpr.lib.folding import slug_of
from pillars.models import FocusArea, Pillar, Topic
from resources.models import Audience, Publisher, Tag
from tests.sample_catalogue.vocabulary import SUBJECT_WORDS, Zipf, shuffled_places

PUBLISHERS = 300
TAGS = 400
BODIES = ("Press", "Police Department", "Institute", "University", "Foundation", "Office of Public Safety")


@dataclass(frozen=True)
class Terms:
    """Saved rows to choose from; publishers and tags stand in falling order of use."""

    pillars: list[Pillar]
    focus_areas: list[FocusArea]
    topics: list[Topic]
    audiences: list[Audience]
    publishers: list[Publisher]
    tags: list[Tag]


def ready_terms(seed: int) -> Terms:
    """The terms, made where they are missing: the frame from its fixture, when there is no pillar yet."""
    if not Pillar.objects.exists():
        call_command("loaddata", "01_frame.json", verbosity=0)
    random = Random(f"terms {seed}")
    return Terms(
        pillars=list(Pillar.objects.all()),
        focus_areas=list(FocusArea.objects.all()),
        topics=list(Topic.objects.all()),
        audiences=list(Audience.objects.all()),
        publishers=_saved(Publisher, _publisher_names(random)),
        tags=_saved(Tag, _tag_names(random)),
    )


def _publisher_names(random: Random) -> list[str]:
    return [f"Sample {place.title()} {random.choice(BODIES)}" for place in shuffled_places()[:PUBLISHERS]]


def _tag_names(random: Random) -> list[str]:
    words, names = Zipf(SUBJECT_WORDS, flatness=30), {}
    while len(names) < TAGS:
        names[f"sample {' '.join(words.draw(random, 2))}"] = None
    return list(names)


def _saved(model, names: list[str]) -> list:
    """The rows of these names, in this order; those that are missing are added."""
    rows = [model(name=name, slug=slug_of(name)) for name in names]
    model.objects.bulk_create(rows, ignore_conflicts=True)
    found = model.objects.in_bulk([row.slug for row in rows], field_name="slug")
    return [found[row.slug] for row in rows]
