"""Whether readers are told of a change of a public record: a minor change, or a major one with a note in staff's words.
Asked wherever staff change what readers see; a change that is not asked about is minor. See
`resources.models.change_notes`."""

from collections.abc import Mapping

from django import forms
from django.core.exceptions import ValidationError

from icpr.lib.text.fields import LineField
from resources.models import ChangeNote, Resource

MINOR = ""
CHOICES = (
    (MINOR, "Minor: no note; told to followers of all changes only"),
    (ChangeNote.What.CHANGE.value, "Major: readers are told"),
    (ChangeNote.What.EDITION.value, "A new edition: readers are told"),
)
ASKED = ("change_is", "change_note")
WITHOUT_NOTE = "Say in one sentence what changed: readers will see it."
NOT_MAJOR = "A note is for a change that readers are told of. Choose which, or empty the note."


class AskForm(forms.Form):
    """The question alone; a form that asks more is made of it."""

    change_is = forms.ChoiceField(label="This change is", choices=CHOICES, required=False, widget=forms.RadioSelect)
    change_note = LineField(
        label="Public note",
        required=False,
        max_length=ChangeNote._meta.get_field("text").max_length,
        help_text="What changed, in one sentence for readers. It stands on the record, in What’s new, in feeds and in "
        "mail to followers.",
    )

    def clean_change_note(self) -> str:
        what, note = self.cleaned_data.get("change_is"), self.cleaned_data["change_note"]
        if what and not note:
            raise ValidationError(WITHOUT_NOTE)
        if note and not what and "change_is" in self.cleaned_data:
            raise ValidationError(NOT_MAJOR)
        return note


def tell(record: Resource, answers: Mapping) -> ChangeNote | None:
    """Tell readers of a change as the answers of an `AskForm` say. None if it is minor, or readers do not see the
    record: then nobody is told."""
    if not answers.get("change_is") or not record.is_published():
        return None
    return ChangeNote.objects.tell(record, answers["change_is"], answers["change_note"])
