"""Why staff change something, in their own words: asked where it matters, offered elsewhere, kept in the history."""

from django import forms
from django.http import HttpRequest

from icpr.lib.query.notices import printable
from icpr.lib.text.fields import LineField

LONGEST = 300


class WhyForm(forms.Form):
    """The question alone, under a name that no column has: it stands beside other fields."""

    _why = LineField(
        label="Why",
        required=False,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="For your colleagues: it stands in the history.",
    )

    use_required_attribute = False

    @property
    def reason(self) -> str:
        """What was answered, of a form that is valid."""
        return self.cleaned_data["_why"]


def why_in(request: HttpRequest) -> str:
    """What was answered in a page that asks it beside other fields; cut to what the history takes, "" for nothing."""
    return printable(request.POST.get("_why", ""))[:LONGEST].strip()


def with_why(comment: str, why: str) -> str:
    """A comment of the history with the reason after it."""
    return f"{comment} Why: {why}" if why else comment
