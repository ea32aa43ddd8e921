"""What a transition asks first, and the rules its answers must keep."""

from datetime import datetime, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from icpr.lib.text.fields import LineField, LinesField
from resources.models import Resource
from resources.review.models import LONGEST_COMMENT


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


class ReturnForm(forms.Form):
    comment = LinesField(
        label="What is to be done",
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Stands beside the record as a comment, and in the mail to who handed it in. Readers never see it.",
    )


class WithdrawForm(forms.Form):
    reason = LineField(
        max_length=Resource._meta.get_field("withdrawn_reason").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Readers who follow the old address will see this.",
    )
