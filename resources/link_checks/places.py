"""Where an address stands: on records, on their papers and on rows of the Blueprint; of withdrawn records none counts.

"Public" is what readers see now. What leads to drafts is checked like all else, and nobody is told of it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.db.models import Model, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Least
from django.urls import reverse

from pillars.models import AgencyExample, Finding, Item
from resources.link_checks.models import CheckedAddress, State
from resources.models import Document, Publisher, Resource


@dataclass(frozen=True)
class Place:
    """Something that leads to an address: what it is called and where staff change it. record: its key, if it is one
    of a record."""

    label: str
    admin_url: str
    record: int | None = None


def _kept() -> QuerySet[Resource]:
    return Resource.objects.exclude(pk__in=Resource.objects.withdrawn().values("pk"))


def sources() -> list[tuple[QuerySet, str]]:
    """The rows that lead somewhere, with the name of the field that says where."""
    return [
        (_kept(), "official_url"),
        (Document.objects.filter(resource__in=_kept()).select_related("resource"), "url"),
        (Publisher.objects.all(), "directory_url"),
        (Finding.objects.select_related("practice"), "url"),
        (AgencyExample.objects.select_related("item"), "url"),
        (Item.objects.all(), "source_url"),
    ]


def addresses() -> Iterator[QuerySet]:
    """The addresses of each of the sources, as queries of one column."""
    for rows, field in sources():
        yield rows.select_related(None).order_by().exclude(**{field: ""}).values_list(field, flat=True)


def public_addresses() -> Q:
    """The condition of the rows of `CheckedAddress` that a public record or one of its papers leads to."""
    public = Resource.objects.published()
    papers = Document.objects.filter(resource__in=public)
    return Q(url__in=public.exclude(official_url="").values("official_url")) | Q(
        url__in=papers.exclude(url="").values("url")
    )


def records_with(*states: State) -> Q:
    """The condition of the records that lead, themselves or by a paper, to an address in one of some states."""
    found = CheckedAddress.objects.in_state(*states).values("url")
    themselves = Resource.objects.filter(official_url__in=found).order_by().values("pk")
    # In one list: of two conditions PostgreSQL would hold each record against both.
    return Q(pk__in=themselves.union(Document.objects.filter(url__in=found).order_by().values("resource")))


def found_since(*states: State) -> Least:
    """An expression over the records of `records_with`: when the first of the addresses they lead to was found so; of
    a row that does not say, when the record was made. It is never NULL."""
    found = CheckedAddress.objects.in_state(*states).order_by().values("state_since")
    own = Subquery(found.filter(url=OuterRef("official_url")))
    # From the papers to the addresses: the other way round, each record reads all addresses in these states.
    papers = Document.objects.filter(resource=OuterRef("pk")).annotate(
        since=Subquery(found.filter(url=OuterRef("url")))
    )
    of_paper = Subquery(papers.exclude(since=None).order_by("since").values("since")[:1])
    return Least(Coalesce(own, of_paper, "created_at"), Coalesce(of_paper, own, "created_at"))


def of(urls: Collection[str]) -> dict[str, list[Place]]:
    """Where each of some addresses stands, in one query a source."""
    found: dict[str, list[Place]] = defaultdict(list)
    for rows, field in sources():
        for row in rows.filter(**{f"{field}__in": list(urls)}).order_by("pk"):
            found[getattr(row, field)].append(_place(row))
    return found


def others_at(url: str) -> list[tuple[QuerySet, str]]:
    """The rows that lead to an address and are no records and no papers, a query for each table that has any, with the
    name of the field."""
    found = []
    for model, field in ((rows.model, field) for rows, field in sources() if rows.model not in (Resource, Document)):
        # By their keys, by which they are still to be found when the address is changed.
        if keys := list(model._base_manager.filter(**{field: url}).values_list("pk", flat=True)):
            found.append((model._base_manager.filter(pk__in=keys).order_by("pk"), field))
    return found


def _place(row: Model) -> Place:
    record = row.resource if isinstance(row, Document) else row if isinstance(row, Resource) else None
    shown, name = record or row, (record or row)._meta.model_name
    if isinstance(row, Item):
        name = "actionitem" if row.parent_id else "recommendation"
    address = reverse(f"admin:{shown._meta.app_label}_{name}_change", args=[shown.pk])
    if record is None:
        return Place(f"{row._meta.verbose_name.capitalize()}: {row}", address)
    label = f"{record.permanent_number}: {record}"
    return Place(f"{label} ({row})" if isinstance(row, Document) else label, address, record.pk)
