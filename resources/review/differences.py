"""What a form that was filled in would change of its record as it stands, in words and one by one."""

from collections.abc import Iterable, Iterator

from django import forms
from django.utils.text import capfirst

from icpr.admin import form_values, value_texts
from icpr.admin.conflicts import Sent, typed_value
from icpr.admin.inlines import REMOVED
from icpr.lib.diff import Difference
from resources.curation.telling import ASKED

QUESTIONS = {*ASKED, "another_work", "dated_ahead"}  # of the form itself: no part of the record
NEW = "new"


def differences(form: forms.BaseModelForm, formsets: Iterable[forms.BaseInlineFormSet]) -> list[Difference]:
    """From the record as it stands to what the form, bound and joined with what others saved, would make of it.

    Each has the name by which a question of `icpr.admin.conflicts` knows it: a field's, "documents-12-title",
    "documents-12" for a row that is removed; and "documents-new-0" for the first row that is added.
    """
    fields = {name: field for name, field in form_values.compared(form.fields).items() if name not in QUESTIONS}
    sent = Sent(form.data, form.files, form.prefix or "", fields)
    initial = {name: form.get_initial_for_field(field, name) for name, field in fields.items()}
    return [
        *_of_row(sent, initial, form_values.shown(form, fields)),
        *(each for one in formsets for each in _parts(one)),
    ]


def _of_row(sent: Sent, initial: dict, now: dict, of: str = "", part: str = "") -> Iterator[Difference]:
    for name, field in sent.fields.items():
        raw = sent.typed(name)
        if typed_value(field, raw, now[name]) == now[name]:
            continue
        label = f"{part}{field.label[:1].lower()}{field.label[1:]}" if part else field.label
        there, own = value_texts.words(field, initial.get(name)), value_texts.words(field, raw)
        yield Difference(f"{of}{name}", capfirst(label), there, own or (REMOVED if raw is False else ""))


def _parts(formset: forms.BaseInlineFormSet) -> Iterator[Difference]:
    """The rows of a part: those that are changed, removed and added."""
    kind, prefix, added = formset.model._meta.verbose_name, formset.prefix, 0
    fields = form_values.compared(formset.form.base_fields)
    for index, form in enumerate(formset.forms):
        sent = Sent(formset.data, formset.files, f"{prefix}-{index}", fields)
        key = formset.data.get(sent.name(formset.model._meta.pk.name), "")
        is_removed = forms.CheckboxInput().value_from_datadict(formset.data, {}, sent.name("DELETE"))
        if index < formset.initial_form_count():
            row = form.instance  # holds what was typed once it was checked, unlike the initial values
            initial = {each: form.get_initial_for_field(field, each) for each, field in fields.items()}
            now, name = form_values.shown(form, fields), f"{kind} “{row}”"
            if is_removed:
                yield Difference(f"{prefix}-{row.pk}", capfirst(name), _told(fields, initial.get), REMOVED)
            else:
                yield from _of_row(sent, initial, now, f"{prefix}-{row.pk}-", f"{name}: ")
        elif not key:
            if form.has_changed() and not is_removed:
                yield Difference(f"{prefix}-{NEW}-{added}", f"New {kind}", "", _told(fields, sent.typed))
            added += 1


def _told(fields: dict[str, forms.Field], value) -> str:
    return "; ".join(filter(None, (value_texts.words(field, value(name)) for name, field in fields.items())))
