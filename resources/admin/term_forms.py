"""Terms as staff name them in forms: which becomes which, and what else one is called."""

from django import forms
from django.core.exceptions import ValidationError

from icpr.lib.text.fields import LineField
from icpr.operations.run import MOST_AT_ONCE, too_many
from resources.terms.finding import Term, find, written_as
from resources.terms.models import Alias, TermKind
from resources.terms.uses import records_with

LONGEST = 200


class OfTermForm(forms.Form):
    """Asks for a kind, and for terms of it by what staff call them."""

    kind = forms.ChoiceField(choices=TermKind.choices)

    def found(self, name: str) -> Term | None:
        """The term of a field; None, and the field is in error, if there is none."""
        kind, text = self.cleaned_data.get("kind"), self.cleaned_data.get(name)
        try:
            return find(TermKind(kind), text) if kind and text else None
        except ValidationError as error:
            self.add_error(name, error)
        return None


class MergeForm(OfTermForm):
    gone = LineField(
        label="This name goes", max_length=LONGEST, help_text="What it is called, or its word in addresses."
    )
    kept = LineField(
        label="It becomes",
        max_length=LONGEST,
        help_text="The term that stays. An author may be given a new name: “Smith, John” or “John Smith”.",
    )

    def clean(self) -> dict:
        given = super().clean()
        given["gone_term"] = gone = self.found("gone")
        is_author = given.get("kind") == TermKind.AUTHOR
        given["kept_term"] = kept = None if is_author else self.found("kept")
        if gone and is_author and given.get("kept"):
            given["written"] = written_as(given["kept"], gone)
            if str(given["written"]) == gone.name:
                self.add_error("kept", "That is how the name is written already.")
        if gone and kept and gone.key == kept.key:
            self.add_error("kept", f"Both mean “{gone}”: they are one already.")
        if gone and (number := records_with(gone.kind, gone.value).count()) > MOST_AT_ONCE:
            self.add_error("gone", too_many(f"{number:,} records", gone))
        return given


class AliasForm(OfTermForm, forms.ModelForm):
    of = LineField(label="Of which term", max_length=LONGEST, help_text="What it is called, or its word in addresses.")
    field_order = ["kind", "of", "name"]

    class Meta:
        model = Alias
        fields = ["kind", "name"]

    def clean(self) -> dict:
        given = super().clean()
        term = self.found("of")
        if term is None or not given.get("name"):
            return given
        if term.kind.key_of(given["name"]) == term.kind.key_of(term.name):
            self.add_error("name", f"That is what “{term}” is called.")
        self.instance.term = term.row and term.row.pk
        self.instance.author, self.instance.author_name = ("", "") if term.row else (term.key, term.name)
        return given
