"""Synonym groups in the admin. What is changed takes effect with the next search."""

import reversion
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from icpr.admin.exchange import ExchangeAdmin
from icpr.admin.operations import tell
from icpr.operations.models import Operation
from icpr.operations.run import Done, NothingToChange, run
from resources.admin.search_answers import AnsweringAdmin
from resources.curation import search_words
from resources.exchange import SYNONYMS
from resources.models import SynonymGroup


class SynonymForm(forms.ModelForm):
    def clean_terms(self) -> str:
        return self._clean_lines("terms")

    def clean_targets(self) -> str:
        return self._clean_lines("targets")

    def _clean_lines(self, name: str) -> str:
        """The terms one a line, or a `ValidationError` that names those that cannot be searched for."""
        lines = search_words.lines_of(self.cleaned_data[name])
        if problems := search_words.unsearchable(lines):
            raise ValidationError(problems)
        return "\n".join(lines)

    def clean(self) -> dict:
        data = super().clean()
        terms, targets = data.get("terms"), data.get("targets")
        if terms is None or targets is None:
            return data
        direction, keep_case = data.get("direction"), bool(data.get("keep_case"))
        for name, text in search_words.clashes(direction, terms, targets, keep_case=keep_case):
            self.add_error(name, text)
        return data


@admin.register(SynonymGroup)
class SynonymGroupAdmin(ExchangeAdmin, AnsweringAdmin):
    table = SYNONYMS
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
        own = search_words.phrases(group.terms) if group.is_on else {}
        others = SynonymGroup.objects.filter(is_on=True).exclude(pk=group.pk)
        return [
            (own[phrase], other) for other in others for phrase in search_words.phrases(other.terms) if phrase in own
        ]

    @admin.action(description="Turn on", permissions=["change"])
    def turn_on(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._turn(request, queryset, is_on=True)

    @admin.action(description="Turn off", permissions=["change"])
    def turn_off(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._turn(request, queryset, is_on=False)

    def _turn(self, request: HttpRequest, queryset: QuerySet, *, is_on: bool) -> None:
        said = f"turned {'on' if is_on else 'off'}"

        def turn(group: SynonymGroup) -> Done:
            if group.is_on == is_on:
                raise NothingToChange
            group.is_on = is_on
            group.save()
            reversion.add_to_revision(group)
            self.log_change(request, group, f"{said.capitalize()}.")
            return Done(group, f"{said.capitalize()}.")

        with transaction.atomic():
            keys = [*queryset.values_list("pk", flat=True)]
            self.lock_rows(keys)
            groups = SynonymGroup.objects.filter(pk__in=keys).order_by("pk")
            operation = Operation.of(SynonymGroup, f"{said.capitalize()}.")
            outcome = run(list(groups), turn, request.user, stored=groups, operation=operation)
        count = len(outcome.changed)
        tell(request, f"{count} group{'' if count == 1 else 's'} {said}.", outcome.operation)
