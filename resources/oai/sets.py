"""The sets a harvest may be limited to: what is under a pillar, focus area or topic, or of a kind."""

from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast

from pillars.models import FormerAddress
from resources.models import Kind, RecordClock, Resource
from resources.oai.errors import ProtocolError
from resources.relations import BY_FACET, Relation
from resources.tombstones import SETS

RELATIONS = tuple(BY_FACET[facet] for facet in SETS)
FIELDS = tuple(relation.field for relation in RELATIONS)
KIND = "kind"


def every() -> Iterator[tuple[str, str]]:
    """(setSpec, setName) of each set; one query a relation. The set of a facet holds those of its values."""
    for relation in RELATIONS:
        yield relation.facet, f"Any {relation.label.lower()}"
        for slug, name in relation.model.objects.order_by(relation.order).values_list("slug", "name"):
            yield f"{relation.facet}:{slug}", f"{relation.label}: {name}"
    yield KIND, "Any kind"
    for kind in Kind:
        yield f"{KIND}:{kind}", f"Kind: {kind.label}"


def members(rows: QuerySet[RecordClock], spec: str) -> QuerySet[RecordClock]:
    """Those of some rows that are in a set, and of what is deleted that were. Raises ProtocolError for no such set."""
    facet, _, slug = spec.partition(":")
    relation = next((relation for relation in RELATIONS if relation.facet == facet), None)
    if relation is not None:
        standing, written = _under(relation, slug)
    elif facet == KIND and slug in ("", *Kind.values):
        standing = Q(record__kind=slug) if slug else Q(record__isnull=False)
        written = [f'"{KIND}:{slug}"'] if slug else [f'"{KIND}:']
    else:
        raise _no_such(spec)
    were = Q()  # of what is deleted, in the list of names that is kept as JSON
    for part in written:
        were |= Q(sets_written__contains=part)
    rows = rows.annotate(sets_written=Cast("sets", TextField()))
    return rows.filter(standing | Q(record_id=None) & were)


def _under(relation: Relation, slug: str) -> tuple[Q, list[str]]:
    """Which rows are of records under a term, or under any, and how the names that its set has or had are written in
    JSON. Of each row that is asked: beside the other condition PostgreSQL would go through all records for each."""
    field = Resource._meta.get_field(relation.field)
    between = field.remote_field.through.objects.filter(**{field.m2m_field_name(): OuterRef("record_id")})
    if not slug:
        return Q(Exists(between)), [f'"{relation.facet}:']
    terms, former = relation.model.objects, FormerAddress.objects
    term = terms.filter(slug=slug).first() or former.holder(relation.model, slug)
    if term is None:
        raise _no_such(f"{relation.facet}:{slug}")
    kind = relation.model._meta.label_lower
    slugs = [term.slug, *former.filter(kind=kind, term=term.pk).values_list("slug", flat=True)]
    under = between.filter(**{field.m2m_reverse_field_name(): term.pk})
    return Q(Exists(under)), [f'"{relation.facet}:{each}"' for each in slugs]


def _no_such(spec: str) -> ProtocolError:
    return ProtocolError("noRecordsMatch", f"There is no set {spec}. ListSets names them.")
