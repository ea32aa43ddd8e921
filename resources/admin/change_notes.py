"""The question whether readers are told of a change, in the form of a record that they see."""

from datetime import datetime
from hashlib import sha256

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from icpr.admin.conflicts import BEGAN
from icpr.limits.throttling import Limit
from resources.curation.telling import ASKED, AskForm, tell
from resources.models import Resource

UNSEEN = "Readers do not see this record with that expiry time, so nobody would be told. Choose minor, or a later time."
# A form that is sent twice saves the same twice, which does no harm; readers are to be told once.
TOLD = Limit("change-told", most=1, seconds=7 * 86_400)


class TellingForm(forms.ModelForm, AskForm):
    def clean(self) -> dict:
        super().clean()
        end: datetime | None = self.cleaned_data.get("expire_at", self.instance.expire_at)
        if self.cleaned_data.get("change_is") and end and end <= timezone.now():
            self.add_error("change_is", UNSEEN)
        return self.cleaned_data


class TellingAdmin(admin.ModelAdmin):
    def get_fieldsets(self, request: HttpRequest, obj: Resource | None = None) -> list:
        """With the question for a record that readers see or saw until it expired; what nobody has seen tells of itself
        when it appears."""
        sets = super().get_fieldsets(request, obj)
        was_public = obj is not None and obj.must_stay_publishable() and obj.has_been_public()
        if not was_public or not self.has_change_permission(request, obj):
            return sets
        return [*sets, ("Tell readers", {"fields": list(ASKED)})]

    def save_related(self, request: HttpRequest, form, formsets, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        answers = {name: form.cleaned_data.get(name, "") for name in ASKED}
        if answers["change_is"] and self._is_first(request, form.instance, answers):
            tell(form.instance, answers)

    @staticmethod
    def _is_first(request: HttpRequest, record: Resource, answers: dict[str, str]) -> bool:
        """Whether this form, as it was opened, has not told this before."""
        began = sha256(request.POST.get(BEGAN, "").encode("utf-8", "surrogatepass")).hexdigest()
        return TOLD.take(str(request.user.pk), str(record.pk), began, *answers.values())
