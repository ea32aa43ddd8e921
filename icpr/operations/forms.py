"""What is asked of whoever does something to many rows at once."""

from django import forms

from icpr.lib.text.fields import LineField
from icpr.operations.models import Operation


class ReasonForm(forms.Form):
    why = LineField(
        required=False,
        max_length=Operation._meta.get_field("reason").max_length,
        help_text="For your colleagues, if you like. It stands in the history.",
    )
