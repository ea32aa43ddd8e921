"""One meaning of a query string: django-filter parses and validates it for HTML, feeds, API and exports alike."""

import re
from copy import copy
from datetime import datetime

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from icpr.lib.database.keys import among
from icpr.lib.dates import possible_years
from icpr.lib.query.fields import OneOfField, TolerantField, ValuesField, notices_of
from icpr.lib.query.notices import printable, quote
from resources import search
from resources.catalogue.criteria import ADDED, NEWEST, RELEVANCE, TITLE, UNDATED, Criteria
from resources.catalogue.facet_index import CatalogueIndex
from resources.catalogue.facets import FACETS
from resources.models import Resource
from resources.search.queries import LONGEST as LONGEST_QUERY

ORDERS = (RELEVANCE, NEWEST, TITLE, ADDED)


class WordsField(TolerantField):
    widget = forms.TextInput

    def to_python(self, raw: str | None) -> str:
        text = printable(raw or "")
        if not text and (raw or "").strip():  # only characters that cannot be seen
            self.say("The search holds no word to search for.")
        if len(text) > LONGEST_QUERY:
            self.say(f"Only the first {LONGEST_QUERY} characters of the search were read.")
            text = text[:LONGEST_QUERY].strip()
        if text and not search.parse(text):
            self.say(f"{quote(text)} holds no word to search for.")
            return ""
        return text


class YearField(TolerantField):
    widget = forms.TextInput

    def to_python(self, raw: str | None) -> int | None:
        text = printable(raw or "")
        if not text:
            return None
        years = possible_years(timezone.localdate())
        if re.fullmatch(r"\d{1,4}", text) and int(text) in years:
            return int(text)
        self.say(f"{quote(text)} is not a year from {years[0]} to {years[-1]}, so it was left out.")
        return None


class OwnFilter(django_filters.Filter):
    """A filter that a filter set copies for itself without its field, which it makes anew, and without its options."""

    def __deepcopy__(self, memo) -> "OwnFilter":
        copied = copy(self)
        copied.extra = dict(self.extra)
        return copied


class ValuesFilter(OwnFilter):
    """Any of several values of one facet. Filters by sets of ids: joins would multiply rows."""

    field_class = ValuesField

    def filter(self, queryset: QuerySet, value: tuple[str, ...]) -> QuerySet:
        if not value:
            return queryset
        ids = Resource.objects.with_availability().filter(**{f"{self.field_name}__in": value}).values("pk")
        return queryset.filter(pk__in=ids)


class AuthorsFilter(ValuesFilter):
    """The key of an author is made of the name, and in no column: the records come from the index."""

    def filter(self, queryset: QuerySet, value: tuple[str, ...]) -> QuerySet:
        if not value:
            return queryset
        index = self.parent.index
        return queryset.filter(pk__in=among(index.newest(index.having(self.field_name, value))))


class WordsFilter(OwnFilter):
    field_class = WordsField

    def filter(self, queryset: QuerySet, value: str) -> QuerySet:
        """`value` is searched as it was typed: see `ResourceFilter`."""
        if not value:
            return queryset
        index = self.parent.index
        return queryset.filter(pk__in=among(search.holding_all(value, index.positions, index.edition)))


class YearFilter(OwnFilter):
    field_class = YearField


class UndatedFilter(OwnFilter):
    field_class = OneOfField

    def filter(self, queryset: QuerySet, value: str) -> QuerySet:
        return queryset.filter(issued_on=None) if value else queryset


class SortFilter(OwnFilter):
    field_class = OneOfField

    def filter(self, queryset: QuerySet, value: str) -> QuerySet:
        orders = {TITLE: queryset.by_title, ADDED: queryset.added}
        return orders.get(value, queryset.newest)()


class ResourceFilter(django_filters.FilterSet):
    """The form and schema of a query, for pages, files, feeds and messages alike: what may be asked, by which name.

    criteria: the validated query. notices: what was left out of it. has_moved: whether a value was asked for by a key
    it had formerly. Lists are answered from `criteria` by `resources.catalogue.selection`.

    qs: the same query as a plain query set, made of joins and subqueries and not of the index. It is the oracle that
    tests hold the selection against, and what is streamed when all the records are too many for memory:
    `qs.for_export().iterator(chunk_size=1_000)`. Without words, it holds what the list holds, in the list's order. Of
    words it holds the records that have them all, in the record or on a page of its documents, as typed or in other
    words the vocabulary gives for them. A list also shows what is pinned to a search, and what a likelier spelling
    finds when no record holds the words; `qs` does not, and since it knows no relevance it gives the newest first in
    its place.
    """

    q = WordsFilter(name="q")
    since = YearFilter(field_name="issued_on", lookup_expr="year__gte", name="since")
    until = YearFilter(field_name="issued_on", lookup_expr="year__lte", name="until")
    undated = UndatedFilter(name="undated", words=(UNDATED,), refusal="Records without a date are not asked for by {}.")
    sort = SortFilter(name="sort", words=ORDERS, refusal="There is no order called {}.")
    for _facet in FACETS:
        _filter = AuthorsFilter if _facet.many else ValuesFilter
        locals()[_facet.name] = _filter(field_name=_facet.lookup, label=_facet.label, name=_facet.name)
    del _facet, _filter

    def __init__(self, data, *, index: CatalogueIndex, at: datetime | None = None):
        """`at`: the moment of which `qs` holds what is public, by default now."""
        super().__init__(data, queryset=Resource.objects.published(at))
        self.index = index
        for facet in FACETS:
            field = self.form.fields[facet.name]
            field.known, field.keys_now, field.key_of = index.facets[facet.name], facet.keys_now, facet.key_of
        self.form.is_valid()
        cleaned = self.form.cleaned_data
        since, until = cleaned["since"], cleaned["until"]
        if cleaned["undated"] and (since, until) != (None, None):
            self.form.fields["undated"].say("A record without a known date is of no year, so only the years were read.")
            cleaned["undated"] = ""
        if since is not None and until is not None and since > until:
            since, until = until, since
            cleaned |= {"since": since, "until": until}
        self.criteria = Criteria(
            q=cleaned["q"],
            values={facet.name: cleaned[facet.name] for facet in FACETS if cleaned[facet.name]},
            since=since,
            until=until,
            sort=cleaned["sort"],
            undated=bool(cleaned["undated"]),
        )
        self.has_moved = any(self.form.fields[facet.name].has_moved for facet in FACETS)
        self.notices = notices_of(self.form)
