"""One meaning of a query string: django-filter parses and validates it for HTML, feeds, API and exports alike."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from icpr.lib.dates import possible_years
from icpr.lib.folding import fold
from resources import search
from resources.catalogue.criteria import NEWEST, RELEVANCE, TITLE, Criteria
from resources.catalogue.facets import FACETS
from resources.models import Resource
from resources.search.queries import LONGEST as LONGEST_QUERY

MOST_VALUES = 50
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Notice:
    """Something in the query string that was not understood, said to the reader."""

    parameter: str
    message: str


def printable(text: str) -> str:
    """A piece of a query as it may be shown and stored: without control characters, spaces folded."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def quote(text: str) -> str:
    text = printable(text)
    return f"“{text[:SHOWN]}…”" if len(text) > SHOWN else f"“{text}”"


class TolerantField(forms.Field):
    """A form field that never rejects: what it cannot read is left out and said in `notices`."""

    name = ""

    def __init__(self, **kwargs):
        super().__init__(required=False)
        self.notices: list[Notice] = []

    def say(self, message: str) -> None:
        self.notices.append(Notice(self.name, message))


class ValuesField(TolerantField):
    """Several values of a facet, each given by its key or, as typed, by its label."""

    widget = forms.SelectMultiple

    def __init__(self, *, name, label, **kwargs):
        super().__init__()
        self.name, self.label = name, label
        self.known: dict[str, object] = {}
        self.keys_now: Callable[[list[str]], dict[str, str]] = lambda former: {}
        self.has_moved = False

    def to_python(self, raw: list[str] | None) -> tuple[str, ...]:
        given = [text for text in map(printable, raw or []) if text]
        keys = {text: self._key(text) for text in given[:MOST_VALUES]}
        if unknown := [text for text, key in keys.items() if key is None]:
            keys |= self._former(unknown)
        if len(given) > MOST_VALUES:
            self.say(f"{self.label}: only the first {MOST_VALUES} values were read.")
        return tuple(dict.fromkeys(filter(None, keys.values())))

    def _former(self, unknown: list[str]) -> dict[str, str]:
        """Keys that values had formerly, each with the present one. What is left is said."""
        found = {text: key for text, key in self.keys_now(unknown).items() if key in self.known}
        self.has_moved = bool(found)
        for text in unknown:
            if text not in found:
                self.say(f"{self.label} {quote(text)} is not one we know, so it was left out.")
        return found

    def _key(self, text: str) -> str | None:
        if text in self.known:
            return text
        folded = fold(text)
        for key, value in self.known.items():
            if fold(value.label) == folded:
                return key
        return None


class WordsField(TolerantField):
    widget = forms.TextInput
    name = "q"

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

    def __init__(self, *, name, **kwargs):
        super().__init__()
        self.name = name

    def to_python(self, raw: str | None) -> int | None:
        text = printable(raw or "")
        if not text:
            return None
        years = possible_years(timezone.localdate())
        if re.fullmatch(r"\d{1,4}", text) and int(text) in years:
            return int(text)
        self.say(f"{quote(text)} is not a year from {years[0]} to {years[-1]}, so it was left out.")
        return None


class SortField(TolerantField):
    widget = forms.TextInput
    name = "sort"

    def to_python(self, raw: str | None) -> str:
        text = printable(raw or "")
        if text in {"", RELEVANCE, NEWEST, TITLE}:
            return text
        self.say(f"There is no order called {quote(text)}.")
        return ""


class ValuesFilter(django_filters.Filter):
    """Any of several values of one facet. Filters by sets of ids: joins would multiply rows."""

    field_class = ValuesField

    def filter(self, queryset: QuerySet, value: tuple[str, ...]) -> QuerySet:
        if not value:
            return queryset
        ids = Resource.objects.filter(**{f"{self.field_name}__in": value}).values("pk")
        return queryset.filter(pk__in=ids)


class WordsFilter(django_filters.Filter):
    field_class = WordsField

    def filter(self, queryset: QuerySet, value: str) -> QuerySet:
        return queryset.filter(pk__in=search.match(search.parse(value))) if value else queryset


class YearFilter(django_filters.Filter):
    field_class = YearField


class SortFilter(django_filters.Filter):
    field_class = SortField

    def filter(self, queryset: QuerySet, value: str) -> QuerySet:
        return queryset.by_title() if value == TITLE else queryset.newest()


class ResourceFilter(django_filters.FilterSet):
    """`criteria` is the validated query, `notices` what was left out of it, `has_moved` whether a value was asked for
    by a key it had formerly, `qs` the same as a plain query set; for words it holds the records that have them all,
    without likely spellings and near matches.

    Lists are answered from `criteria` by `resources.catalogue.selection`; `qs` serves where a query set is wanted, and
    tests hold the two against each other.
    """

    q = WordsFilter()
    since = YearFilter(field_name="issued_on", lookup_expr="year__gte", name="since")
    until = YearFilter(field_name="issued_on", lookup_expr="year__lte", name="until")
    sort = SortFilter()
    for _facet in FACETS:
        locals()[_facet.name] = ValuesFilter(field_name=_facet.lookup, label=_facet.label, name=_facet.name)
    del _facet

    def __init__(self, data, *, index):
        super().__init__(data, queryset=Resource.objects.published())
        for facet in FACETS:
            field = self.form.fields[facet.name]
            field.known, field.keys_now = index.facets[facet.name], facet.keys_now
        self.form.is_valid()
        cleaned = self.form.cleaned_data
        since, until = cleaned["since"], cleaned["until"]
        if since is not None and until is not None and since > until:
            since, until = until, since
            cleaned |= {"since": since, "until": until}
        self.criteria = Criteria(
            q=cleaned["q"],
            values={facet.name: cleaned[facet.name] for facet in FACETS if cleaned[facet.name]},
            since=since,
            until=until,
            sort=cleaned["sort"],
        )
        self.has_moved = any(self.form.fields[facet.name].has_moved for facet in FACETS)
        self.notices = [notice for field in self.form.fields.values() for notice in field.notices]
