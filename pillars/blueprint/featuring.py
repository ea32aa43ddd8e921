"""Choosing in the admin the one finding that is shown on the home page by its number."""

from contextlib import AbstractContextManager

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from icpr.lib.history import revisions
from pillars.models import Finding


class FindingForm(forms.ModelForm):
    def _get_validation_exclusions(self) -> set[str]:
        """That another finding is featured is no fault of this one: saving it takes the other's place."""
        return super()._get_validation_exclusions() | {"is_featured"}


class FeaturingAdmin(admin.ModelAdmin):
    """A finding that is to be featured takes the place of the one that was, whose history tells of it."""

    form = FindingForm

    def create_revision(self, request: HttpRequest) -> AbstractContextManager:
        """The finding whose place may be taken is kept as it stands before anything changes."""
        if "is_featured" in request.POST and (former := Finding.objects.featured()):
            revisions.save_first_revision(former)
        return super().create_revision(request)

    def save_model(self, request: HttpRequest, obj: Finding, form: forms.ModelForm, change: bool) -> None:
        if obj.is_featured:
            list(Finding.objects.select_for_update().values_list("pk"))  # of two who choose at once, one waits
            for former in Finding.objects.filter(is_featured=True).exclude(pk=obj.pk):
                former.is_featured = False
                former.save(update_fields=["is_featured"])
        super().save_model(request, obj, form, change)
