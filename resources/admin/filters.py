"""How staff narrow the list of records."""

from datetime import timedelta

from django.contrib.admin import SimpleListFilter
from django.db.models import QuerySet
from django.utils import timezone

from resources.link_checks import places
from resources.link_checks.models import State as LinkState
from resources.models import Resource, State
from resources.review.approval import of_author
from resources.review.models import with_open_comment, with_waiting_proposal


class StateFilter(SimpleListFilter):
    """Where a record stands now, status and clock read together."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return State.choices

    def queryset(self, request, queryset):
        return queryset.in_state(State(self.value())) if self.value() in State.values else queryset


class CareFilter(SimpleListFilter):
    """What still needs care."""

    title = "to look after"
    parameter_name = "care"
    QUESTIONS = {
        "link": ("Without a link", lambda found: found.without_address()),
        "gone": ("Link gone", lambda found: found.filter(places.records_with(LinkState.GONE))),
        "moved": ("Link moved", lambda found: found.filter(places.records_with(LinkState.MOVED))),
        "date": ("Without a date", lambda found: found.without_date()),
        "brief": ("No “In brief”", lambda found: found.without_brief()),
        "twice": ("Likely duplicates: same title or page", lambda found: found.likely_duplicates()),
        "review": ("Review overdue", lambda found: found.review_overdue(timezone.localdate())),
        "papers": ("Papers not held", lambda found: found.with_papers_not_held()),
        "text": ("Papers without text", lambda found: found.with_papers_not_read()),
    }

    def lookups(self, request, model_admin):
        return [(key, label) for key, (label, _) in self.QUESTIONS.items()]

    def queryset(self, request, queryset):
        if self.value() not in self.QUESTIONS:
            return queryset
        return self.QUESTIONS[self.value()][1](queryset)


class ReviewFilter(SimpleListFilter):
    """Whose it is, and what its review waits for."""

    title = "review"
    parameter_name = "review"
    SOON = timedelta(days=7)
    QUESTIONS = {
        "mine": ("Mine: made or handed in by me", lambda found, user: of_author(found, user)),
        "assigned": ("Assigned to me", lambda found, user: found.unpublished().filter(review__assignee=user)),
        "due": ("Due within a week, or overdue", lambda found, user: ReviewFilter.due(found)),
        "free": ("In review, assigned to nobody", lambda found, user: found.in_review().filter(review__assignee=None)),
        "returned": ("Returned to draft", lambda found, user: ReviewFilter.returned(found)),
        "comments": ("With open comments", lambda found, user: with_open_comment(found)),
        "proposed": ("With a proposed change", lambda found, user: with_waiting_proposal(found)),
    }

    @staticmethod
    def due(found: QuerySet[Resource]) -> QuerySet[Resource]:
        return found.unpublished().filter(review__due_on__lte=timezone.localdate() + ReviewFilter.SOON)

    @staticmethod
    def returned(found: QuerySet[Resource]) -> QuerySet[Resource]:
        return found.drafts().filter(review__returned_at__isnull=False)

    def lookups(self, request, model_admin):
        return [(key, label) for key, (label, _) in self.QUESTIONS.items()]

    def queryset(self, request, queryset):
        if self.value() not in self.QUESTIONS:
            return queryset
        return self.QUESTIONS[self.value()][1](queryset, request.user)
