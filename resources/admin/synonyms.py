"""Synonym groups in the admin. What is changed takes effect with the next search."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from icpr.lib.query.notices import printable, quote
from resources.admin.search_answers import AnsweringAdmin
from resources.models import SynonymGroup
from resources.search.queries import LONGEST_TERM, Phrase, phrase_of, runs_of


class SynonymForm(forms.ModelForm):
    def clean_terms(self) -> str:
        return self._clean_lines("terms")

    def clean_targets(self) -> str:
        return self._clean_lines("targets")

    def _clean_lines(self, name: str) -> str:
        """The terms one a line, or a `ValidationError` that names those that cannot be searched for."""
        lines = list(dict.fromkeys(filter(None, map(printable, self.cleaned_data[name].splitlines()))))
        problems = []
        for line in lines:
            runs = runs_of(line)
            if not runs:
                problems.append(f"{quote(line)} holds no word to search for.")
            elif all(run.is_common for run in runs):
                problems.append(f"{quote(line)} is in almost every text, so it would widen every search.")
            elif len(runs) > LONGEST_TERM:
                problems.append(f"{quote(line)} has more than {LONGEST_TERM} words.")
        if problems:
            raise ValidationError(problems)
        return "\n".join(lines)

    def clean(self) -> dict:
        data = super().clean()
        terms, targets = data.get("terms"), data.get("targets")
        if terms is None or targets is None:
            return data
        both_ways = data.get("direction") == SynonymGroup.Direction.BOTH
        if not both_ways and not targets:
            self.add_error("targets", "A one-way or related group needs what its terms also search for, one a line.")
        elif targets and both_ways:
            self.add_error(
                "targets", "Only a one-way group has these, or a related one: choose that, or move them to the terms."
            )
        elif len(_phrases(terms, targets)) < 2:
            self.add_error("terms", "All of these are the same words to the search: give at least two that differ.")
        if data.get("keep_case") and not any(term != term.lower() for term in terms.splitlines()):
            self.add_error("keep_case", "None of the terms has a capital to keep.")
        return data


@admin.register(SynonymGroup)
class SynonymGroupAdmin(AnsweringAdmin):
    form = SynonymForm
    list_display = ["words", "theme", "direction_in_short", "is_on", "keep_case", "reason", "updated_at", "try_it"]
    list_filter = ["theme", "language", "is_on", "direction", "keep_case"]
    list_per_page = 50
    search_fields = ["terms", "targets", "reason"]
    search_help_text = "Words of the terms, the targets or the reason."
    actions = ["turn_on", "turn_off"]
    readonly_fields = ["try_it"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    *("direction", "terms", "targets", "language", "keep_case"),
                    *("reason", "theme", "is_on", "try_it"),
                ],
                "description": "Takes effect at once; nothing needs to be indexed anew.",
            },
        )
    ]

    @admin.display(description="terms", ordering="terms")
    def words(self, group: SynonymGroup) -> str:
        return str(group)

    @admin.display(description="direction", ordering="direction")
    def direction_in_short(self, group: SynonymGroup) -> str:
        return {"both": "both ways", "one-way": "one way"}.get(group.direction, "related")

    def example(self, group: SynonymGroup) -> str:
        return group.term_list[0] if group.term_list else ""

    def save_model(self, request: HttpRequest, obj: SynonymGroup, form, change: bool) -> None:
        super().save_model(request, obj, form, change)
        for term, other in self._shared(obj):
            text = f"“{term}” also stands in another group, so it searches for the words of both: {other}."
            self.message_user(request, text, messages.WARNING)

    def _shared(self, group: SynonymGroup) -> list[tuple[str, SynonymGroup]]:
        """Each term of a group that another group in force widens as well."""
        own = _phrases(group.terms) if group.is_on else {}
        others = SynonymGroup.objects.filter(is_on=True).exclude(pk=group.pk)
        return [(own[phrase], other) for other in others for phrase in _phrases(other.terms) if phrase in own]

    @admin.action(description="Turn on", permissions=["change"])
    def turn_on(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._turn(request, queryset, is_on=True)

    @admin.action(description="Turn off", permissions=["change"])
    def turn_off(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._turn(request, queryset, is_on=False)

    def _turn(self, request: HttpRequest, queryset: QuerySet, *, is_on: bool) -> None:
        said = "on" if is_on else "off"
        turned = list(queryset.filter(is_on=not is_on))
        SynonymGroup.objects.filter(pk__in=[group.pk for group in turned]).update(
            is_on=is_on, updated_at=timezone.now()
        )
        for group in turned:
            self.log_change(request, group, f"Turned {said}.")
        count = len(turned)
        self.message_user(request, f"{count} group{'' if count == 1 else 's'} turned {said}.", messages.SUCCESS)


def _phrases(*texts: str) -> dict[Phrase, str]:
    """Terms given one a line, by what the search reads in them."""
    return {phrase_of(line): line for text in texts for line in text.splitlines()}
