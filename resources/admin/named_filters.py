"""Filters of the list of records by what has too many values for links, and by who handed a record in and when."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import parse_qsl

from django.contrib.admin import SimpleListFilter
from django.contrib.auth import get_user_model
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from icpr.admin.large_lists import among
from icpr.lib.query.notices import printable
from resources.models import Publisher, Resource, Tag, TaggedResource
from resources.models.tags import tag_key
from resources.review.models import Review

MOST_OFFERED = 500


def once(request: HttpRequest, name: str, ask: Callable):
    """What the database says, asked once for a page: Django makes every filter anew for the counts of each other."""
    known = request.__dict__.setdefault("asked_by_filters", {})
    if name not in known:
        known[name] = ask()
    return known[name]


def submitters() -> list[tuple[str, str]]:
    """Those who have handed in any record: key and name."""
    users = get_user_model().objects.filter(pk__in=Review.objects.values("submitted_by")).order_by("username")
    return [(str(user.pk), user.get_full_name() or user.get_username()) for user in users]


class NamedFilter(SimpleListFilter):
    """A box for the name of one term, with the names offered while somebody types."""

    template = "admin/resources/named_filter.html"
    model: type[Model]
    between: type[Model]
    column: str  # of the table between, with the key of the record

    def lookups(self, request, model_admin) -> list:
        return []

    def has_output(self) -> bool:
        return True

    def queryset(self, request, queryset: QuerySet) -> QuerySet:
        self.typed = printable(self.value() or "")
        if not self.typed:
            return queryset
        self.found = once(request, self.parameter_name, lambda: self.named(self.typed))
        if not self.found:
            return queryset.none()
        between = self.between.objects.filter(**{self.parameter_name: self.found})
        return among(request, queryset, between, self.column)

    def named(self, text: str) -> Model | None:
        """The term that a name, or the last part of an address, means."""
        return self.model.objects.filter(Q(slug=text) | Q(name__iexact=text)).first()

    def choices(self, changelist) -> Iterator[dict]:
        """What the template shows: the other parameters of the list, what was typed, and the names to choose from."""
        others = changelist.get_query_string(remove=[self.parameter_name])
        yield {
            "others": parse_qsl(others.removeprefix("?"), keep_blank_values=True),
            "typed": self.typed,
            "is_unknown": bool(self.typed) and not self.found,
            "without": others,
            "names": self.model.objects.order_by("name").values_list("name", flat=True)[:MOST_OFFERED],
        }


class TagFilter(NamedFilter):
    title, parameter_name, model, between, column = "tag", "tag", Tag, TaggedResource, "content_object"

    def named(self, text: str) -> Tag | None:
        """A near-equal name is the tag there is."""
        return Tag.objects.filter(Q(slug=text) | Q(key=tag_key(text))).first()


class PublisherFilter(NamedFilter):
    title, parameter_name, model, between = "publisher", "publisher", Publisher, Resource.publishers.through
    column = "resource"


class SubmittedFilter(SimpleListFilter):
    """When a record was handed in last, whatever became of it."""

    title = "submitted"
    parameter_name = "submitted"
    DAYS = {"1": "In the last 24 hours", "7": "In the last 7 days", "30": "In the last 30 days"}
    EARLIER = "earlier"

    def lookups(self, request, model_admin):
        return [*self.DAYS.items(), (self.EARLIER, "More than 30 days ago, and still in review")]

    def queryset(self, request, queryset):
        if self.value() == self.EARLIER:
            return queryset.in_review().filter(review__submitted_at__lt=timezone.now() - timedelta(days=30))
        if self.value() in self.DAYS:
            return queryset.filter(review__submitted_at__gte=timezone.now() - timedelta(days=int(self.value())))
        return queryset


class SubmitterFilter(SimpleListFilter):
    """Who handed a record in last: those who have handed in any."""

    title = "submitted by"
    parameter_name = "by"

    def lookups(self, request, model_admin):
        return once(request, self.parameter_name, submitters)

    def queryset(self, request, queryset):
        known = self.value() in {key for key, _ in self.lookup_choices}
        return queryset.filter(review__submitted_by=self.value()) if known else queryset
