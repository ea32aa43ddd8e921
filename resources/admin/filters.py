"""How staff narrow the list of records."""

from django.contrib.admin import SimpleListFilter
from django.utils import timezone

from resources.models import State


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
        "date": ("Without a date", lambda found: found.without_date()),
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
