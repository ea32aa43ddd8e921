"""What became of a row while its form was open: what was typed is joined with it, and what cannot be is asked.

A form carries a sealed note of what it began from (`icpr.admin.form_values`). When it is sent, what is typed, what is
stored now and that note are merged three ways, on the sent data and before anything is checked, so that all rules then
hold for what came out of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django import forms
from django.db.models import Model
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.text import capfirst

from icpr.admin import form_values, value_texts
from icpr.lib import merge as three_way
from icpr.lib.diff import Difference

ASKED, CHOICE, BEGAN = "_asked", "_choose-", "_began"


class Meanwhile:
    """The merge of one form that was sent, with the forms of its parts.

    `joined` says what was taken from what is there now, `conflicts` what is to be chosen: each from what is stored to
    what was typed, named as in the form. `has_moved` tells that the row stands otherwise than when the
    form was opened, which staff are to see before anything is saved.
    """

    def __init__(self, row: Model, status_display: str, sent: QueryDict):
        self.pk, self.began = row.pk, form_values.opened(sent[BEGAN], row)
        self.answers = {key: sent.get(f"{CHOICE}{key}", "") for key in sent.getlist(ASKED)}
        self.status_display, self.joined, self.conflicts = status_display, [], []
        self.by: str | None = None
        self.has_moved = self.began.form is not None and self.began.status_display != status_display

    @property
    def must_ask(self) -> bool:
        return bool(self.conflicts) or self.has_moved

    def join_form(self, form: forms.BaseModelForm) -> None:
        """Bring a sent form together with its row as it is stored, in the form's data."""
        now = form_values.shown(form)
        if form_values.digests(now) == self.began.form and not self.answers:
            return
        form.data, form.files = form.data.copy(), form.files.copy()
        fields = form_values.compared(form.fields)
        initial = {name: form.get_initial_for_field(field, name) for name, field in fields.items()}
        self.join_values(Sent(form.data, form.files, form.prefix or "", fields), initial, now, self.began.form)

    def join_values(
        self,
        sent: "Sent",
        initial: dict,
        now: dict[str, form_values.Value],
        began: dict[str, form_values.Value] | None,
        *,
        of: str = "",
        part: str = "",
    ) -> None:
        """Merge the fields of one row in its sent data.
        `of` stands before their keys and `part` before their labels."""
        fields = sent.fields
        unshown = [name for name in fields if began is not None and name not in began]
        for name in unshown:  # came into the form since, by a right given to who typed
            sent.write(name, initial.get(name))
        mine = {name: typed_value(fields[name], sent.typed(name), now[name]) for name in fields}
        answers = {name: self.answers[f"{of}{name}"] for name in fields if f"{of}{name}" in self.answers}
        merged = three_way.merge(began, form_values.digests(mine), form_values.digests(now), answers)
        for name in merged.conflicts:
            label = capfirst(part + (lower_first(fields[name].label) if part else str(fields[name].label)))
            there, own = (
                value_texts.words(fields[name], initial.get(name)),
                value_texts.words(fields[name], sent.typed(name)),
            )
            self.conflicts.append(Difference(f"{of}{name}", label, there, own))
        for name in merged.taken:
            several = isinstance(merged.values[name], frozenset)
            sent.write(name, merged.values[name] if several else initial.get(name))
            if name not in answers:
                self.joined.append(part + lower_first(fields[name].label))


@dataclass(frozen=True)
class Sent:
    """One row of a form as it was sent, in data that may be changed."""

    data: QueryDict
    files: MultiValueDict
    prefix: str
    fields: dict[str, forms.Field]

    def name(self, field: str) -> str:
        return f"{self.prefix}-{field}" if self.prefix else field

    def typed(self, field: str):
        return self.fields[field].widget.value_from_datadict(self.data, self.files, self.name(field))

    def write(self, field: str, value) -> None:
        """Put a value in place of what was sent. A file is not written: without a new one, what is held stays."""
        self.files.pop(self.name(field), None)
        value_texts.write(self.data, self.name(field), self.fields[field], value)


def typed_value(field: forms.Field, raw, now: form_values.Value) -> form_values.Value:
    """What was typed, in comparable shape: a file field without a new file and without a tick keeps what is there."""
    if isinstance(field, forms.FileField):
        if raw is None:
            return now
        return "" if raw is False else f"new file: {getattr(raw, 'name', '')}"
    return form_values.value_of(field, raw)


class JoinedForm:
    """A `ModelForm` of the admin that is joined with what others saved while it was open."""

    meanwhile: Meanwhile | None = None
    refusal = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.meanwhile and self.is_bound:
            self.meanwhile.join_form(self)

    def is_valid(self) -> bool:
        """Not while something is to be chosen or read first: nothing is saved then, though nothing in it is wrong."""
        return super().is_valid() and not self.refusal and not (self.meanwhile and self.meanwhile.must_ask)


def lower_first(label) -> str:
    return label[:1].lower() + label[1:]


def in_a_row(names: Iterable[str]) -> str:
    """Names in a sentence, each once: "title, tags and document “Slides”"."""
    names = list(dict.fromkeys(names))
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
