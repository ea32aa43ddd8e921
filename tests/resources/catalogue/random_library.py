"""Random records of every state around one moment, the same for the same seed."""

from datetime import UTC, date, datetime, timedelta
from functools import reduce
from operator import or_
from random import Random

from django.db.models import Q

from resources.models import Access, AddressEvidence, Availability, Document, Kind, Resource, Status
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
EVIDENCE = ["", *AddressEvidence.values]
# Key → the names that are one author.
AUTHORS = {
    "ann-lee": [{"given_names": "Ann", "family_name": "Lee"}, {"given_names": "ANN", "family_name": "Lée"}],
    "city-police": [{"organization": "City Police"}, {"organization": "city-police"}],
    "jr-diaz": [{"given_names": "J. R.", "family_name": "Díaz"}, {"given_names": "J.R.", "family_name": "Diaz"}],
    "peel": [{"family_name": "Peel"}],
}


def make_library(seed: int, *, size: int = 30) -> dict[str, list[str]]:
    """Make `size` records. Returns every value key by facet name, those no record has among them."""
    random = Random(seed)
    terms = {relation.field: factories.make_terms(relation.model, 4) for relation in BY_FACET.values()}
    for _ in range(size):
        made = factories.make_resource(
            title=" ".join(random.choices(WORDS, k=2)),
            annotation=random.choice(WORDS),
            issued=random.choice([None, *(date(year, random.choice([1, 12]), 3) for year in YEARS)]),
            **{column: random.choice(values) for column, values in COLUMNS.items()},
            **{name: random.sample(some, random.randint(0, 3)) for name, some in terms.items()},
            **_address("official_url", random.choice(EVIDENCE)),
            **_state(random),
        )
        for _ in range(random.choice([0, 0, 0, 1, 2])):
            link = _address("url", random.choice(EVIDENCE)) if random.random() < 0.8 else {"file": "000001/held.pdf"}
            Document.objects.bulk_create([Document(resource=made, role="other", **link)])
        for key in random.sample(sorted(AUTHORS), random.randint(0, 3)):
            factories.make_author(resource=made, **random.choice(AUTHORS[key]))
    return (
        COLUMNS
        | {"author": [*AUTHORS], "availability": Availability.values}
        | {facet: [term.slug for term in terms[relation]] for facet, relation in RELATIONS.items()}
    )


def having(facet: str, keys) -> Q:
    """The records that have any of these values, in terms of their own columns and relations."""
    if facet == "author":
        names = [
            Q(**{f"authors__{field}": text for field, text in name.items()}) for key in keys for name in AUTHORS[key]
        ]
        return reduce(or_, names)
    if facet == "availability":
        return Q(pk__in=[pk for pk, value in availabilities().items() if value in keys])
    return Q(**{f"{RELATIONS[facet]}__slug__in" if facet in RELATIONS else f"{facet}__in": keys})


def availabilities() -> dict[int, str]:
    """What each record's is, said in other words than the rule's own."""
    return {made.pk: _availability(made) for made in Resource.objects.prefetch_related("documents")}


def _availability(made: Resource) -> str:
    papers = list(made.documents.all())
    leads_to = {made.address_evidence, *(paper.address_evidence for paper in papers)}
    if any(paper.file for paper in papers):
        return "held"
    if "own-page" in leads_to:
        return made.access if made.access in ("open", "members") else "publisher"
    weaker = {"library-record": "abstract", "announcement": "announcement", "directory": "directory"}
    return next((value for evidence, value in weaker.items() if evidence in leads_to), "none")


def _address(field: str, evidence: str) -> dict:
    return {field: "https://a.example.org/" if evidence else "", "address_evidence": evidence}


def _state(random: Random) -> dict:
    status = random.choice([*[Status.PUBLISHED] * 5, *Status])
    publish_at = MOMENT + random.choice([-3, -1, -1, -1, 0, 1]) * NEAR
    expire_at = random.choice([None, None, publish_at + NEAR, publish_at + 3 * NEAR])
    reason = "Out of date." if status == Status.WITHDRAWN else ""
    return {"status": status, "publish_at": publish_at, "expire_at": expire_at, "withdrawn_reason": reason}
