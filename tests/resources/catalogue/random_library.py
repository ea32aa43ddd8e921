"""Random records of every state around one moment, the same for the same seed."""

from datetime import UTC, date, datetime, timedelta
from random import Random

from resources.models import Access, Kind, Status
from resources.relations import BY_FACET
from tests import factories

MOMENT = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)
NEAR = timedelta(hours=12)
WORDS = ("school", "policies", "trust", "de-escalation", "café", "officer's", "youth")
KINDS = Kind.values[:4]
ACCESSES = Access.values[:3]
LANGUAGES = ["en", "es", "fr"]
YEARS = [1999, 2014, 2015, 2016, 2020]
RELATIONS = {name: relation.field for name, relation in BY_FACET.items()}
COLUMNS = {"kind": KINDS, "access": ACCESSES, "language": LANGUAGES}


def make_library(seed: int, *, size: int = 30) -> dict[str, list[str]]:
    """Make `size` records. Returns every value key by facet name, those no record has among them."""
    random = Random(seed)
    terms = {relation.field: factories.make_terms(relation.model, 4) for relation in BY_FACET.values()}
    for _ in range(size):
        factories.make_resource(
            title=" ".join(random.choices(WORDS, k=2)),
            annotation=random.choice(WORDS),
            issued=random.choice([None, *(date(year, random.choice([1, 12]), 3) for year in YEARS)]),
            **{column: random.choice(values) for column, values in COLUMNS.items()},
            **{name: random.sample(some, random.randint(0, 3)) for name, some in terms.items()},
            **_state(random),
        )
    return COLUMNS | {facet: [term.slug for term in terms[relation]] for facet, relation in RELATIONS.items()}


def _state(random: Random) -> dict:
    status = random.choice([*[Status.PUBLISHED] * 5, *Status])
    publish_at = MOMENT + random.choice([-3, -1, -1, -1, 0, 1]) * NEAR
    expire_at = random.choice([None, None, publish_at + NEAR, publish_at + 3 * NEAR])
    reason = "Out of date." if status == Status.WITHDRAWN else ""
    return {"status": status, "publish_at": publish_at, "expire_at": expire_at, "withdrawn_reason": reason}
