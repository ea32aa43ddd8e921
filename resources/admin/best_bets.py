"""Best bets in the admin. What is changed takes effect with the next search."""

from datetime import date

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from icpr.admin.exchange import ExchangeAdmin
from icpr.lib.query.notices import printable
from resources.admin.search_answers import AnsweringAdmin
from resources.curation.search_words import problems_of_query
from resources.exchange import BEST_BETS
from resources.models import BestBet


class BestBetForm(forms.ModelForm):
    def clean_query(self) -> str:
        query = printable(self.cleaned_data["query"])
        if problems := problems_of_query(query):
            raise ValidationError(problems)
        return query

    def clean_ends_on(self) -> date | None:
        day = self.cleaned_data["ends_on"]
        if day and "ends_on" in self.changed_data and day < timezone.localdate():
            raise ValidationError("This day has passed.")
        return day

    def clean(self) -> dict:
        """Also holds what the database would: its constraint names a column that is not in the form."""
        data = super().clean()
        if "query" in data and "resource" in data:
            same = BestBet.objects.filter(folded_query=BestBet.key_of(data["query"]), resource=data["resource"])
            if same.exclude(pk=self.instance.pk).exists():
                raise ValidationError("This record is a best bet for this query already.")
        return data


@admin.register(BestBet)
class BestBetAdmin(ExchangeAdmin, AnsweringAdmin):
    table = BEST_BETS
    form = BestBetForm
    list_display = ["query", "resource", "status_display", "ends_on", "reason", "try_it"]
    list_select_related = ["resource"]
    list_per_page = 50
    search_fields = ["query", "resource__title", "reason"]
    search_help_text = "Words of the query, of the record's title or of the reason."
    date_hierarchy = "ends_on"
    autocomplete_fields = ["resource"]
    readonly_fields = ["try_it"]
    fieldsets = [
        (
            None,
            {
                "fields": ["query", "resource", "reason", "ends_on", "try_it"],
                "description": "Stands first for exactly this query and at once, whatever its capitals and accents, "
                "while the record is public and no chosen filter leaves it out.",
            },
        )
    ]

    def example(self, bet: BestBet) -> str:
        return bet.query

    @admin.display(description="takes effect")
    def status_display(self, bet: BestBet) -> str:
        if bet.ends_on and bet.ends_on < timezone.localdate():
            return "No: ended"
        return "Yes" if bet.resource.is_published() else f"No: {bet.resource.state().label.lower()}"

    def save_model(self, request: HttpRequest, obj: BestBet, form, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not obj.resource.is_published():
            text = "Only a public record can stand first: this takes effect when the record is published."
            self.message_user(request, text, messages.WARNING)
