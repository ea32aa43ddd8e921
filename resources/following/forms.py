"""What readers fill in to follow something. What cannot be taken is said beside the field, and what was typed stays."""

from collections.abc import Iterable

from django import forms

from icpr.lib.http.reader_form import TrapField
from icpr.lib.mail import MailboxField
from resources.following.models import Level, Rhythm

MISSING = "Give the e-mail address that mail is to go to."


class MailForm(forms.Form):
    """An e-mail address."""

    email = MailboxField(label="Your e-mail address", error_messages={"required": MISSING})
    website = TrapField()

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.fields["email"].widget.attrs.pop("maxlength", None)  # longer is said, not cut


class FollowForm(MailForm):
    """And how often, and of what, it is to be told."""

    rhythm = forms.ChoiceField(label="How often", choices=Rhythm, initial=Rhythm.WEEKLY, widget=forms.RadioSelect)
    level = forms.ChoiceField(label="What you are told", choices=Level, initial=Level.MAJOR, widget=forms.RadioSelect)

    field_order = ["email", "rhythm", "level", "website"]

    def expect(self, estimates: Iterable[tuple[str, str]]) -> None:
        """Say beside each level, by its value, how much is to be expected."""
        labels = dict(Level.choices)
        self.fields["level"].choices = [(value, f"{labels[value]}: {words}") for value, words in estimates]
