"""What may be typed into a list. What cannot be taken is answered with a sentence beside the field."""

from collections.abc import Mapping

from django import forms

from resources.reading_lists.models import Entry, ReadingList


class AboutForm(forms.ModelForm):
    class Meta:
        model = ReadingList
        fields = ["title", "introduction"]
        widgets = {"introduction": forms.Textarea(attrs={"rows": 6})}
        help_texts = {"introduction": "What the list is for, and for whom. Shown above it where it is shared."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"
            field.widget.attrs.pop("maxlength", None)  # longer is said, not cut


class RowForm(forms.Form):
    """One entry among others in the form of all: its group and its note. Asks no database."""

    group = Entry._meta.get_field("group").formfield(required=False)
    note = Entry._meta.get_field("note").formfield(required=False)

    def __init__(self, entry: Entry, data: Mapping | None = None):
        kept = {name: getattr(entry, name) for name in self.base_fields}
        super().__init__(data, prefix=entry.key, auto_id="%s", initial=kept)
