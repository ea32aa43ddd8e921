"""Forms of stored rows that check and write what was changed in them: the rest was checked when it was stored."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import CheckConstraint, Model


class ChangedFieldsForm(forms.ModelForm):
    def _get_validation_exclusions(self) -> set[str]:
        """Also the fields of constraints in which nothing was changed: one that misses a field is not asked.

        Each that is asked costs three statements, for every row of a form.
        """
        excluded = super()._get_validation_exclusions()
        if self.instance._state.adding:
            return excluded
        checks, changed = _checks(type(self.instance)), set(self.changed_data)
        touched = frozenset().union(*(fields for fields in checks if fields & changed))
        return excluded | (frozenset().union(*checks) - touched)

    def _save_m2m(self) -> None:
        """Django's own would read every relation again to find that nothing is to be done."""
        cleaned, changed = self.cleaned_data, set(self.changed_data)
        self.cleaned_data = {name: value for name, value in cleaned.items() if name in changed}
        try:
            super()._save_m2m()
        finally:
            self.cleaned_data = cleaned


def _checks(model: type[Model]) -> list[frozenset[str]]:
    """The fields of each constraint of a table that reads a row by itself."""
    every = [constraint for _, constraints in model().get_constraints() for constraint in constraints]
    return [frozenset(one.condition.referenced_base_fields) for one in every if isinstance(one, CheckConstraint)]


class StoredRowField(forms.ModelChoiceField):
    """The hidden key of a row of a formset, found among the `rows` the formset has read: Django asks for each anew."""

    rows: Iterable[Model] = ()

    def to_python(self, value) -> Model | None:
        if value in self.empty_values:
            return None
        found = next((row for row in self.rows if str(row.pk) == str(value)), None)
        if found is None:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value})
        return found


class StoredRowsFormSet(forms.BaseInlineFormSet):
    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        if self.is_bound and index is not None and index < self.initial_form_count():
            key = StoredRowField(self.queryset, initial=form.instance.pk, required=False, widget=forms.HiddenInput)
            key.rows = self.get_queryset()
            form.fields[self._pk_field.name] = key
