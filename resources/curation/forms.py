"""What a transition asks first, and the rules its answers must keep."""

from datetime import datetime, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from icpr.lib.text.fields import LineField
from resources.curation.tags_field import TagsField
from resources.models import Resource
from resources.relations import BULK, RELATIONS, Relation


class NothingToAsk(forms.Form):
    """A step that only wants a yes."""


class ScheduleForm(forms.Form):
    publish_at = forms.DateTimeField(
        label="Publish at", widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["publish_at"].help_text = f"In the library's time zone, {timezone.get_current_timezone_name()}."

    def clean_publish_at(self) -> datetime:
        moment = self.cleaned_data["publish_at"]
        if not timezone.now() < moment < timezone.now() + timedelta(days=3_650):
            raise ValidationError("Choose a moment in the future, at most ten years from now.")
        return moment


class WithdrawForm(forms.Form):
    reason = LineField(
        max_length=Resource._meta.get_field("withdrawn_reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Readers who follow the old address will see this.",
    )


def _field(relation: Relation, *, may_make: bool) -> forms.Field:
    if relation.widget == "words":
        return TagsField(required=False, may_make=may_make)
    return forms.ModelMultipleChoiceField(
        relation.model.objects.all(), required=False, widget=forms.CheckboxSelectMultiple
    )


class AddAndRemoveForm(forms.Form):
    def clean(self) -> dict:
        given = self.cleaned_data
        if not self.errors and not any(given.values()):
            raise ValidationError("Choose something to add or to remove.")
        for name in BULK:
            if both := [str(term) for term in given.get(f"add_{name}", ()) if term in given.get(f"remove_{name}", ())]:
                self.add_error(f"remove_{name}", f"“{both[0]}” is both to be added and removed.")
        return given


# What to add to and take from many records at once.
TermsForm: type[forms.Form] = type(
    "TermsForm",
    (AddAndRemoveForm,),
    {
        f"{deed}_{relation.field}": _field(relation, may_make=deed == "add")
        for relation in RELATIONS
        if relation.bulk
        for deed in ("add", "remove")
    },
)
