"""A new publisher is added once somebody has seen those that may be the same: the form asks, and takes an answer."""

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError

from resources.models import Publisher
from resources.terms.aliases import meant
from resources.terms.alike import nearest
from resources.terms.models import TermKind

ANOTHER, USE = "another", "use "
KIND = TermKind.PUBLISHER


class NearNamesInput(AdminTextInputWidget):
    template_name = "admin/widgets/near_names.html"
    near: list[Publisher] = []

    def get_context(self, name, value, attrs) -> dict:
        return super().get_context(name, value, attrs) | {"near": self.near, "answer": answer_name(value or "")}


class PublisherForm(forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk and "name" in self.fields:
            self.fields["name"].widget = NearNamesInput(self.fields["name"].widget.attrs)

    def clean_name(self) -> str:
        """The name, or a question: a `ValidationError` while nobody said that it is none of those like it."""
        name = self.cleaned_data["name"]
        if not self.instance.pk and self.data.get(answer_name(name)) != ANOTHER and (near := publishers_like(name)):
            self.fields["name"].widget.near = near
            raise ValidationError("Is it one of those that are here already? Say below, and save again.")
        return name


def publishers_like(name: str) -> list[Publisher]:
    """Those that somebody who types a name may mean, the one that goes by it first."""
    known = list(meant(KIND, [name]).values())
    return known + [each for each in nearest(KIND, [name])[name] if each not in known]


def answer_name(name: str) -> str:
    """The field of the answer, which counts for one name: another one is asked about anew."""
    return f"name-near-{KIND.key_of(name)}"


def chosen_in(data) -> Publisher | None:
    """The publisher that a sent form chose instead of a new one."""
    name = data.get("name", "")
    answer = data.get(answer_name(name), "")
    near = publishers_like(name) if answer.startswith(USE) and "\x00" not in name else []
    return next((each for each in near if answer == f"{USE}{each.slug}"), None)
