"""What a transition asks first, and the rules its answers must keep."""

from datetime import datetime, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from icpr.lib.typed import LineField
from pillars.models import FocusArea, Pillar, Topic
from resources.curation.tags_field import TagsField
from resources.models import Resource

TERMS = ("pillars", "focus_areas", "topics", "tags")


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


class TermsForm(forms.Form):
    """What to add to and take from many records at once."""

    add_pillars = forms.ModelMultipleChoiceField(Pillar.objects.all(), required=False)
    remove_pillars = forms.ModelMultipleChoiceField(Pillar.objects.all(), required=False)
    add_focus_areas = forms.ModelMultipleChoiceField(FocusArea.objects.all(), required=False)
    remove_focus_areas = forms.ModelMultipleChoiceField(FocusArea.objects.all(), required=False)
    add_topics = forms.ModelMultipleChoiceField(Topic.objects.all(), required=False)
    remove_topics = forms.ModelMultipleChoiceField(Topic.objects.all(), required=False)
    add_tags = TagsField(required=False)
    remove_tags = TagsField(required=False, may_make=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ModelMultipleChoiceField):
                field.widget = forms.CheckboxSelectMultiple(choices=field.choices)

    def clean(self) -> dict:
        given = self.cleaned_data
        if not self.errors and not any(given.values()):
            raise ValidationError("Choose something to add or to remove.")
        for name in TERMS:
            if both := [str(term) for term in given.get(f"add_{name}", ()) if term in given.get(f"remove_{name}", ())]:
                self.add_error(f"remove_{name}", f"“{both[0]}” is both to be added and removed.")
        return given
