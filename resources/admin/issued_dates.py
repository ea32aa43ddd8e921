"""The date of issue in the form of a record: one field that takes a year, a month or a day and says how it read it."""

from datetime import date

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils import timezone

from icpr.lib.dates import possible_years
from icpr.lib.query.notices import quote
from icpr.lib.typed_dates import KnownDate, KnownDateField
from resources.models import Resource

READ_AS = "Issued {} was read as {}."


class IssuedForm(forms.ModelForm):
    issued_on = KnownDateField(label="Issued", required=False)
    # Asked only when the date just given lies ahead: such a record stands first under "newest" until that day.
    dated_ahead = forms.BooleanField(required=False, label="Yes, it is dated in the future", widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.issued_on and self.initial.get("issued_on") == self.instance.issued_on:
            self.initial |= self.initial_beside(self.instance)

    @staticmethod
    def initial_beside(record: Resource) -> dict[str, str]:
        """What the field begins with: two columns in one text. See `icpr.admin.form_values.initial_of`."""
        return {"issued_on": record.issued_display}

    def clean_issued_on(self) -> date | None:
        """The day for its column; how precise it is goes to the other."""
        self.issued: KnownDate | None = self.cleaned_data["issued_on"]
        self.instance.issued_precision = self.issued.precision if self.issued else ""
        return self.issued.day if self.issued else None

    def clean(self) -> dict:
        super().clean()
        day, today = self.cleaned_data.get("issued_on"), timezone.localdate()
        ahead = day and day > today and day.year in possible_years(today)
        if ahead and "issued_on" in self.changed_data and not self.cleaned_data["dated_ahead"]:
            self.fields["dated_ahead"].widget = forms.CheckboxInput()
            question = f"Is it dated {self.issued}, which is still to come? Correct the date, or tick the box."
            self.add_error("dated_ahead", question)
        return self.cleaned_data


class IssuedAdmin(admin.ModelAdmin):
    def save_model(self, request: HttpRequest, obj: Resource, form: IssuedForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        typed = str(form.data.get("issued_on") or "").strip()
        if "issued_on" in form.changed_data and obj.issued_on and typed.lower() != obj.issued_display.lower():
            self.message_user(request, READ_AS.format(quote(typed), obj.issued_display), messages.INFO)
