"""Who and what uses a term: shown before it is merged into another, so that nobody is surprised."""

from dataclasses import dataclass
from functools import reduce
from operator import or_
from urllib.parse import quote

from django.db.models import Model, Q, QuerySet
from django.urls import reverse

from resources.catalogue.criteria import Criteria
from resources.following.models import Subscription
from resources.models import Author, BestBet, Kind, Resource, SearchAddress, SynonymGroup
from resources.models.people import author_key
from resources.relations import BY_FACET
from resources.terms.models import Alias, TermKind


@dataclass(frozen=True)
class Uses:
    """What a merge of a term into another changes or leads on.

    public, others: records with the term that readers see, and that they do not. both: those that have the term it is
    merged into as well. collections: those of them that are collections. followed: what readers follow by an address of
    the term. addresses: where its page, feeds and filters stand, which then lead on. search_addresses: those offered
    for it, which are then offered for the other. best_bets, synonyms: those that hold its name, and stay as they are.
    """

    public: int
    others: int
    both: int
    collections: int
    followed: int
    addresses: list[str]
    search_addresses: list[SearchAddress]
    best_bets: list[BestBet]
    synonyms: list[SynonymGroup]


def records_with(kind: TermKind, term: Model | str) -> QuerySet[Resource]:
    """The records, public or not, that have a tag, topic or publisher, or an author by their key."""
    if kind is TermKind.AUTHOR:
        return Resource.objects.filter(pk__in=[author.resource_id for author in authors_with(term)])
    return Resource.objects.filter(pk__in=Resource.objects.filter(**{BY_FACET[kind].field: term}).values("pk"))


def authors_with(key: str) -> list[Author]:
    """The names on by-lines that have a key. No column holds it, so that all names are read."""
    rows = Author.objects.order_by().values_list("pk", "organization", "given_names", "family_name")
    names: dict[str, list[int]] = {}
    for pk, organization, given, family in rows.iterator(chunk_size=10_000):
        names.setdefault(organization or f"{given} {family}".strip(), []).append(pk)
    keys = [pk for name, found in names.items() if author_key(name) == key for pk in found]
    return list(Author.objects.filter(pk__in=keys).order_by("resource_id", "position", "pk"))


def uses_of(kind: TermKind, term: Model | str, name: str, into: Model | str) -> Uses:
    """What uses a term, which is a row or the key of an author. A fixed number of queries."""
    found = records_with(kind, term)
    records = dict(found.values_list("pk", "kind"))
    public = found.published().count()
    key = term if isinstance(term, str) else term.slug
    addresses = addresses_of(kind, key)
    return Uses(
        public=public,
        others=len(records) - public,
        both=records_with(kind, into).filter(pk__in=records).count() if into else 0,
        collections=sum(each == Kind.COLLECTION for each in records.values()),
        followed=Subscription.objects.filter(_asks_for(kind, key)).count(),
        addresses=addresses,
        search_addresses=list(term.search_addresses.all()) if kind is TermKind.PUBLISHER else [],
        best_bets=list(BestBet.objects.filter(folded_query=BestBet.key_of(name))),
        synonyms=[group for group in SynonymGroup.objects.filter(_holds(name)) if _is_in(name, group)],
    )


def addresses_of(kind: TermKind, key: str) -> list[str]:
    """The paths at which a term stands: its page, if it has one, and the list that is filtered by it."""
    relation = BY_FACET.get(kind)
    pages = [reverse(relation.page, args=[key])] if relation and relation.page else []
    return [*pages, reverse("resources") + Criteria(values={kind.value: (key,)}).query_string()]


def _asks_for(kind: TermKind, key: str) -> Q:
    """The subscriptions to a page of a term, or to any list that is filtered by it."""
    page, *rest = addresses_of(kind, key)
    asked = f"{kind.value}={quote(key)}"
    parts = [Q(address=page), Q(address__endswith=f"?{asked}"), Q(address__endswith=f"&{asked}")]
    parts += [Q(address__contains=f"?{asked}&"), Q(address__contains=f"&{asked}&")]
    return reduce(or_, parts if rest else parts[1:])


def _holds(name: str) -> Q:
    return Q(terms__icontains=name) | Q(targets__icontains=name)


def _is_in(name: str, group: SynonymGroup) -> bool:
    return name.casefold() in {term.casefold() for term in (*group.term_list, *group.target_list)}


def other_names(kind: TermKind, term: Model | str) -> list[Alias]:
    """The other names of a term, which is a row or the key of an author."""
    if kind is TermKind.AUTHOR:
        return list(Alias.objects.filter(kind=kind, author=term))
    return list(Alias.objects.of_term(term))
