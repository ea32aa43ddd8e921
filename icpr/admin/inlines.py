"""The parts of a row in its form (papers, authors): added, changed and removed by one or by both of two editors.

Rows are told apart by their keys, not by their places. Once others have changed any of them, the sent data are laid out
anew: the rows that are stored now, in their order, then those that are new.
"""

import re

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from icpr.admin import form_values, value_texts
from icpr.admin.conflicts import Meanwhile, Sent, typed_value
from icpr.lib.diff import Difference
from icpr.lib.merge import NOW

REMOVED = "removed"


class JoinedFormSet:
    """An inline formset of the admin that is joined with what others saved while its form was open."""

    meanwhile: Meanwhile | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.meanwhile and self.is_bound and self._began_with_rows():
            Parts(self, self.meanwhile).join()

    def _began_with_rows(self) -> bool:
        """A form that showed no row can lose none of others, and asks nothing."""
        known = self.meanwhile.began.rows
        return known is None or bool(known.get(self.prefix)) or bool(self.meanwhile.answers)

    def add_fields(self, form, index) -> None:
        """A row somebody removed stands among the new ones until that is decided, and keeps its key to be known by."""
        super().add_fields(form, index)
        if self.meanwhile and self.is_bound and index is not None and index >= self.initial_form_count():
            form.fields[self._pk_field.name] = forms.CharField(required=False, widget=forms.HiddenInput)


class Parts:
    """The merge of one formset."""

    def __init__(self, formset: forms.BaseInlineFormSet, meanwhile: Meanwhile):
        self.formset, self.meanwhile, self.prefix = formset, meanwhile, formset.prefix
        formset.files = formset.files or MultiValueDict()  # Django's own is a plain dict when there are none
        self.key_name, self.kind = formset.model._meta.pk.name, formset.model._meta.verbose_name
        self.fields = form_values.compared(formset.form.base_fields)
        self.rows = {str(row.pk): row for row in formset.get_queryset()}
        self.now = {key: form_values.shown_of(formset.form, row) for key, row in self.rows.items()}
        known = meanwhile.began.rows
        self.began = None if known is None else known.get(self.prefix, {})

    def join(self) -> None:
        same = {key: form_values.digests(values) for key, values in self.now.items()} == self.began
        asked = any(key.startswith(f"{self.prefix}-") for key in self.meanwhile.answers)
        if (same and not asked) or not self.formset.management_form.is_valid():
            return
        stored, new = {}, []
        for line in self.lines():
            key = line.data.get(self.key_name, "")
            if key in self.rows:
                stored[key] = self.joined(key, line)
            elif not key or self.stays(key, line):
                new.append(line)
        self.lay_out([stored.get(key) or self.unsent(key) for key in self.rows], new)

    def lines(self) -> list[Sent]:
        """The rows of the form as they were sent, each with data of its own."""
        pattern = re.compile(rf"{re.escape(self.prefix)}-(\d{{1,4}})-(.+)", re.DOTALL)
        total, found = self.formset.total_form_count(), {}
        for kind, sent in (("data", self.formset.data), ("files", self.formset.files)):
            for name, values in sent.lists():
                if (match := pattern.fullmatch(name)) and int(match[1]) < total:
                    getattr(found.setdefault(int(match[1]), self.line()), kind).setlist(match[2], values)
        return [found[index] for index in sorted(found)]

    def line(self) -> Sent:
        return Sent(QueryDict(mutable=True), MultiValueDict(), "", self.fields)

    def joined(self, key: str, line: Sent) -> Sent:
        """A stored row, as it was sent, with what others changed of it."""
        row, now, began = self.rows[key], self.now[key], (self.began or {}).get(key)
        initial, name = form_values.initial_of(self.formset.form, row), f"{self.kind} “{row}”"
        if not is_ticked(line, "DELETE"):
            self.meanwhile.join_values(line, initial, now, began, of=f"{self.prefix}-{key}-", part=f"{name}: ")
            return line
        answer = self.meanwhile.answers.get(f"{self.prefix}-{key}")
        if answer == NOW:
            return self.unsent(key)
        if answer == "" or form_values.digests(now) != began:
            told = [value_texts.words(field, initial.get(each)) for each, field in self.fields.items()]
            self.ask(key, name, "; ".join(filter(None, told)), REMOVED)
        return line

    def unsent(self, key: str) -> Sent:
        """A stored row that the form did not send, because somebody added it, or that is to stay as it is."""
        row, line = self.rows[key], self.line()
        initial = form_values.initial_of(self.formset.form, row)
        for name in self.fields:
            line.write(name, initial.get(name))
        line.data[self.key_name] = key
        if key not in (self.began or {}):
            self.meanwhile.joined.append(f"{self.kind} “{row}”")
        return line

    def stays(self, key: str, line: Sent) -> bool:
        """Whether a row that somebody removed meanwhile still stands in the form, as a new one."""
        began, answer = (self.began or {}).get(key), self.meanwhile.answers.get(f"{self.prefix}-{key}")
        if is_ticked(line, "DELETE") or answer == NOW:
            return False
        plain = {name: field for name, field in self.fields.items() if not isinstance(field, forms.FileField)}
        mine = form_values.digests({name: typed_value(field, line.typed(name), "") for name, field in plain.items()})
        name = f"{self.kind} “{self.formset.model(**{each: line.data.get(each, '') for each in self.columns()})}”"
        if not answer and began and not line.files and all(began.get(each) == value for each, value in mine.items()):
            self.meanwhile.joined.append(f"{name} {REMOVED}")
            return False
        if answer:
            del line.data[self.key_name]  # a new row from now on
            return True
        told = [value_texts.words(field, line.typed(each)) for each, field in plain.items()]
        lost = ["without its file, which has to be chosen again"] if len(plain) < len(self.fields) else []
        self.ask(key, name, REMOVED, "; ".join(filter(None, told + lost)))
        return True

    def columns(self) -> list[str]:
        """The fields that are plain columns of the part's table, which its name may be made of."""
        return [
            field.name
            for field in self.formset.model._meta.concrete_fields
            if field.name in self.fields
            and not (field.is_relation or isinstance(self.fields[field.name], forms.FileField))
        ]

    def ask(self, key: str, label: str, now: str, mine: str) -> None:
        self.meanwhile.conflicts.append(Difference(f"{self.prefix}-{key}", label[0].upper() + label[1:], now, mine))

    def lay_out(self, stored: list[Sent], new: list[Sent]) -> None:
        """Put the rows into the formset in place of those that were sent."""
        formset = self.formset
        row = re.compile(rf"{re.escape(self.prefix)}-\d+-")
        data, files = QueryDict(mutable=True), MultiValueDict()
        for target, sent in ((data, formset.data), (files, formset.files)):
            for name, values in sent.lists():
                if not row.match(name):
                    target.setlist(name, values)
        for index, line in enumerate([*stored, *new]):
            for target, sent in ((data, line.data), (files, line.files)):
                for name, values in sent.lists():
                    target.setlist(f"{self.prefix}-{index}-{name}", values)
        data[f"{self.prefix}-TOTAL_FORMS"], data[f"{self.prefix}-INITIAL_FORMS"] = len(stored + new), len(stored)
        formset.data, formset.files = data, files
        del formset.management_form


def is_ticked(line: Sent, name: str) -> bool:
    return bool(forms.CheckboxInput().value_from_datadict(line.data, {}, name))
