"""Lists of a table of many rows in the admin: at a million rows each page is there in less than half a second.

Up to `LARGE` rows a list is as Django makes it. Of more, no answer may look at every row: numbers stand beside no
filter, the dates to choose from are those of the whole table, read from an index, and what matches is counted up to
`MOST`. What matches fewer is found by its keys; of what matches more, a page is found by going along the order.
"""

from copy import copy
from functools import cached_property

from django.contrib import admin
from django.contrib.admin.filters import RelatedFieldListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import lookup_spawns_duplicates
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Page, Paginator
from django.db import connections
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import HttpRequest

from icpr.admin.date_levels import DatesOfAll

LARGE = 5_000  # rows of a table
MOST = 10_000  # rows that match, of a large one


def has_many(model: type[Model]) -> bool:
    """Whether a table has more than `LARGE` rows."""
    rows = model._meta.concrete_model._base_manager.order_by().values("pk")
    return rows[: LARGE + 1].count() > LARGE


def is_large(request: HttpRequest, model: type[Model]) -> bool:
    """The same, asked once a request."""
    known, table = request.__dict__.setdefault("large_tables", {}), model._meta.db_table
    if table not in known:
        known[table] = has_many(model)
    return known[table]


def among(request: HttpRequest, queryset: QuerySet, found: QuerySet, column: str) -> QuerySet:
    """The rows of a query set whose keys stand in a column of some others, each once."""
    if not is_large(request, queryset.model):
        return queryset.filter(pk__in=found.values(column))
    keys = list(found.order_by().values_list(column, flat=True)[: MOST + 1])
    if len(keys) <= MOST:
        return queryset.filter(pk__in=keys)
    return queryset.filter(Exists(found.filter(**{column: OuterRef("pk")})))


class RelationFilter(RelatedFieldListFilter):
    """A filter by a relation to many that gives no row twice, so that none has to be compared with all others."""

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if not self.used_parameters:
            return queryset
        if self.lookup_val_isnull or not self.lookup_val:
            return super().queryset(request, queryset)
        super().queryset(request, queryset)  # says what is wrong with a key
        relation = queryset.model._meta.get_field(self.field_path)
        between = relation.remote_field.through._base_manager.order_by()
        found = between.filter(**{f"{relation.m2m_reverse_field_name()}__in": self.lookup_val})
        return among(request, queryset, found, relation.m2m_field_name())


class LargePaginator(Paginator):
    """Reads the keys of a page before its rows: what is passed over on the way to it costs no more than its keys.

    whole: all rows there are, with what is read with each.
    """

    def __init__(self, object_list: QuerySet, per_page: int, *args, whole: QuerySet | None = None, **kwargs):
        super().__init__(object_list, per_page, *args, **kwargs)
        self.whole = object_list if whole is None else whole

    @cached_property
    def _few(self) -> list | None:
        """The keys of all rows that match, in no order; None if they are more than `MOST`."""
        keys = list(self.object_list.order_by().values_list("pk", flat=True)[: MOST + 1])
        return keys if len(keys) <= MOST else None

    @property
    def is_of_all(self) -> bool:
        return not self.object_list.query.where

    @cached_property
    def count(self) -> int:
        if self.is_of_all:
            return self.object_list.order_by().count()
        return MOST if self._few is None else len(self._few)

    @property
    def is_cut(self) -> bool:
        """Whether more match than are counted."""
        return not self.is_of_all and self._few is None

    def page(self, number) -> Page:
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        return self._get_page(self.rows(start, min(start + self.per_page, self.count)), number, self)

    def rows(self, start: int, stop: int) -> list[Model]:
        keys = list(self._in_order().values_list("pk", flat=True)[start:stop])
        rows = {row.pk: row for row in self.whole.filter(pk__in=keys).order_by()} if keys else {}
        return [rows[key] for key in keys if key in rows]

    def _in_order(self) -> QuerySet:
        """What matches, to be read along its order by an index, or put in order if it is little."""
        matching, rows = self.object_list, self.object_list.model._base_manager
        if self.is_of_all:
            return matching
        order = matching.query.order_by or matching.model._meta.ordering
        if self._few is not None:
            return rows.filter(pk__in=self._few).order_by(*order)
        if connections[matching.db].vendor == "sqlite":  # would read all that match before it puts them in order
            matching = rows.filter(Exists(matching.order_by().filter(pk=OuterRef("pk"))))
        return matching.order_by(*order)


class LargeList(ChangeList):
    """in_order: of a large table, the only columns that rows are put in order by; each has an index."""

    in_order: tuple[str, ...] = ()

    def __init__(self, request: HttpRequest, model: type[Model], *args, **kwargs):
        self.is_large, self.is_cut = is_large(request, model), False
        super().__init__(request, model, *args, **kwargs)
        self.add_facets = self.add_facets and not self.is_large

    def get_filters(self, request: HttpRequest) -> tuple:
        """As Django's, but told of rows that come twice only where an address asks for what is no filter of ours."""
        try:
            *found, rest, _, has_active = super().get_filters(request)
        except (OverflowError, ValueError) as error:  # no day of the calendar comes after what was asked for
            raise IncorrectLookupParameters(error) from error
        return *found, rest, any(lookup_spawns_duplicates(self.lookup_opts, key) for key in rest), has_active

    def get_ordering_field(self, field_name):
        field = super().get_ordering_field(field_name)
        return field if not self.is_large or field in self.in_order else None

    def get_ordering(self, request: HttpRequest, queryset: QuerySet) -> list:
        """With the last column in the direction of the one before it, as an index holds them."""
        ordering = super().get_ordering(request, queryset)
        if self.is_large and ordering == ["-pk"]:  # by no column that it has in order
            return list(self._get_default_ordering())
        if ordering[-1:] == ["-pk"] and not str(ordering[0]).startswith("-"):
            ordering[-1] = "pk"
        return ordering

    def get_results(self, request: HttpRequest) -> None:
        if not self.is_large:
            super().get_results(request)
            return
        self.show_all = False  # not even of few: their rows are read by the keys that were counted
        super().get_results(request)
        if not self.multi_page:
            self.result_list = self.paginator.rows(0, self.list_per_page)
        self.is_cut = self.paginator.is_cut
        if self.paginator.is_of_all:
            self.full_result_count = self.result_count

    @property
    def dated(self) -> ChangeList:
        """This list, with the dates that its hierarchy offers."""
        if not self.is_large:
            return self
        other = copy(self)
        other.queryset = DatesOfAll(self.model, self.date_hierarchy, self.params)
        return other


class LargeListAdmin(admin.ModelAdmin):
    """For an admin whose table may have a million rows. Its own searches and filters have to be as careful."""

    def get_changelist(self, request: HttpRequest, **kwargs) -> type[ChangeList]:
        return LargeList

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        if is_large(request, self.model):
            self = copy(self)  # of this request alone
            self.show_full_result_count = False
        return super().get_changelist_instance(request)

    def get_paginator(self, request: HttpRequest, queryset: QuerySet, per_page: int, *args, **kwargs) -> Paginator:
        if not is_large(request, self.model):
            return super().get_paginator(request, queryset, per_page, *args, **kwargs)
        return LargePaginator(queryset, per_page, *args, whole=self.get_queryset(request), **kwargs)
