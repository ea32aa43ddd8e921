"""What may be typed into a plan. What cannot be taken is answered with a sentence beside the field."""

from collections.abc import Mapping
from datetime import date

from django import forms
from django.utils import timezone

from icpr.lib import csvfile
from icpr.lib.text.fields import LineField
from pillars.models import Entry, Plan, Priority, Progress
from pillars.models.plans import LONGEST_STEP, MOST_STEPS

YEARS_AHEAD = 30
BLANK_STEPS = 3


class Day(forms.DateField):
    """A target date: a day from today to thirty years ahead."""

    def __init__(self, **options):
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(widget=widget, required=False, label="Target date", **options)
        self.error_messages["invalid"] = "Give the day as year-month-day, such as 2027-06-30."


def check_day(day: date | None, kept: date | None) -> None:
    """Raise ValidationError for a target date nobody can mean. The day that stands there already may stay."""
    today = timezone.localdate()
    if day is None or day == kept:
        return
    if day < today:
        raise forms.ValidationError("That day has passed. Give today or a later day.")
    if day.year > today.year + YEARS_AHEAD:
        raise forms.ValidationError(f"That is more than {YEARS_AHEAD} years ahead. Give a nearer day.")


class EntryForm(forms.ModelForm):
    due_on = Day()

    class Meta:
        model = Entry
        fields = ["status", "priority", "owner", "due_on", "reference", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 5})}
        labels = {"owner": "Person responsible"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.kept_day = self.instance.due_on
        for name in ("owner", "reference", "note"):
            self.fields[name].strip = True
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["note"].widget.attrs.pop("maxlength", None)  # longer is said, not cut
        self.fields["priority"].choices = [("", "No priority"), *Priority.choices]

    @classmethod
    def as_posted(cls, values: dict) -> dict[str, str]:
        """What a browser would send of these values (`changes.FIELDS`)."""
        posted = {name: str(values[name] or "") for name in cls._meta.fields}
        for number, step in enumerate(values["steps"]):
            posted[f"step-{number}"] = step["text"]
            if step["done"]:
                posted[f"done-{number}"] = "on"
        return posted

    def clean_due_on(self):
        check_day(self.cleaned_data["due_on"], self.kept_day)
        return self.cleaned_data["due_on"]

    def clean(self):
        values = super().clean()
        values["steps"] = self._steps()
        return values

    def _steps(self) -> list[dict]:
        steps = []
        field = LineField(max_length=LONGEST_STEP, required=False)
        for number in range(MOST_STEPS):
            try:
                text = field.clean(self.data.get(f"step-{number}", ""))
            except forms.ValidationError as error:
                self.add_error(None, [f"Next step {number + 1}: {message}" for message in error.messages])
                continue
            if text:
                steps.append({"text": text, "done": f"done-{number}" in self.data})
        return steps

    def step_rows(self) -> list[dict]:
        """The steps there are and some empty lines: number, text, whether done."""
        if self.is_bound:
            rows = [
                {"text": self.data.get(f"step-{number}", ""), "done": f"done-{number}" in self.data}
                for number in range(MOST_STEPS)
            ]
            rows = [row for row in rows if row["text"].strip()]
        else:
            rows = list(self.instance.steps)
        rows += [{"text": "", "done": False}] * BLANK_STEPS
        return [row | {"number": number} for number, row in enumerate(rows[:MOST_STEPS])]


class RowForm(forms.Form):
    """One item among others in the form of all: whose it is, by when, and how far. Asks no database."""

    status = forms.ChoiceField(choices=Progress.choices, label="Status")
    owner = Entry._meta.get_field("owner").formfield(required=False, label="Person responsible")
    due_on = Day()

    def __init__(self, entry: Entry, data: Mapping | None = None):
        kept = {name: getattr(entry, name) for name in self.base_fields}
        super().__init__(data, prefix=entry.item.number, auto_id="%s", initial=kept)
        self.kept_day = entry.due_on

    def clean_due_on(self):
        check_day(self.cleaned_data["due_on"], self.kept_day)
        return self.cleaned_data["due_on"]


class AgencyForm(forms.ModelForm):
    class Meta:
        model = Plan
        fields = ["agency_name", "agency_size", "agency_type"]
        labels = {
            "agency_name": "Name of your agency",
            "agency_size": "Full-time sworn officers",
            "agency_type": "Kind of agency",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False


class UploadForm(csvfile.UploadForm):
    too_large = "The file is larger than one megabyte, which no plan is."

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].label = "The CSV file of this plan"
