"""The values of a form in one comparable shape, whether shown, typed or stored,
and the sealed note of what it began from.

A value is a text, or a frozenset of texts where a field takes several. Of texts the note holds digests only: a
three-way merge asks no more of what a form began from than whether it is the same, and a long text would double the
form.
"""

import time
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.models import model_to_dict
from django.utils import timezone
from taggit.forms import TagField
from taggit.utils import parse_tags

Value = str | frozenset[str]
SEVERAL = (forms.ModelMultipleChoiceField, forms.MultipleChoiceField, TagField)
SALT = "icpr.admin.began"
OLDEST = timedelta(days=90)


def compared(fields: Mapping[str, forms.Field]) -> dict[str, forms.Field]:
    """The fields staff can change: no passwords, nothing that is only shown."""
    return {
        name: field
        for name, field in fields.items()
        if not field.disabled and not isinstance(field.widget, forms.PasswordInput)
    }


def value_of(field: forms.Field, raw) -> Value:
    """A field's value in comparable shape, from its initial value or from what its widget reads from a sent form.

    What cannot be read is left as it was typed, and so differs from all that can.
    """
    if isinstance(field, forms.FileField):
        return getattr(raw, "name", None) or ""
    try:
        if isinstance(field, TagField) and isinstance(raw, str):
            return frozenset(parse_tags(raw))  # as typed: a new tag may still have to be asked about
        if isinstance(field, SEVERAL):
            several = field.clean(raw) if isinstance(raw, str) else raw or ()
            return frozenset(_key(one) for one in several)
        if isinstance(field, forms.ModelChoiceField):
            return "" if raw in field.empty_values else str(getattr(raw, "pk", raw))
        if isinstance(field, forms.MultiValueField):
            return _text(field.clean(raw) if isinstance(raw, list) else raw)
        return _text(field.to_python(raw))
    except (ValidationError, ValueError, OverflowError):
        return f"unreadable: {raw}"


def _key(one) -> str:
    """Of a chosen row its key; of a tag its name, which is what staff type."""
    return str(getattr(one, "name", one) if hasattr(one, "slugify") else getattr(one, "pk", one))


def _text(value) -> str:
    if value is None or value is False:
        return ""
    if isinstance(value, datetime):
        aware = value if timezone.is_aware(value) else timezone.make_aware(value)
        return aware.replace(microsecond=0).astimezone(timezone.get_default_timezone()).isoformat()
    return str(value).replace("\r\n", "\n").replace("\r", "\n")


def shown(form: forms.BaseForm, fields: Mapping[str, forms.Field] | None = None) -> dict[str, Value]:
    """What a form shows, or would show, of its row as it is stored; of some fields only, if they are given."""
    fields = compared(form.fields if fields is None else fields)
    return {name: value_of(field, form.get_initial_for_field(field, name)) for name, field in fields.items()}


def initial_of(form_class: type[forms.BaseModelForm], row: Model) -> dict:
    """What a form of this class begins with for a row, as `ModelForm` itself does it; a class with fields that are no
    columns says by its `initial_beside` what these begin with."""
    beside = getattr(form_class, "initial_beside", lambda row: {})
    return model_to_dict(row, form_class._meta.fields, form_class._meta.exclude) | beside(row)


def shown_of(form_class: type[forms.BaseModelForm], row: Model) -> dict[str, Value]:
    initial, fields = initial_of(form_class, row), compared(form_class.base_fields)
    return {name: value_of(field, initial.get(name, field.initial)) for name, field in fields.items()}


def digest(value: Value) -> Value:
    if isinstance(value, frozenset):
        return value
    return b64encode(sha256(value.encode("utf-8", "surrogatepass")).digest()[:12]).decode()


def digests(values: Mapping[str, Value]) -> dict[str, Value]:
    return {name: digest(value) for name, value in values.items()}


@dataclass(frozen=True)
class Began:
    """What a form began from: the row, when, its standing in a word,
    digests of its fields and of the rows of its parts.

    `rows` is None, and `form` too, where the note cannot be read: then nothing is known.
    """

    row: str
    at: int
    status_display: str
    form: dict[str, Value] | None
    rows: dict[str, dict[str, dict[str, Value]]] | None

    def written(self) -> list:
        """As plain types, for a form that is kept here before it is sent on: see `sealed`."""
        rows = {
            prefix: {pk: _plain(values) for pk, values in found.items()} for prefix, found in (self.rows or {}).items()
        }
        return [self.row, self.at, self.status_display, _plain(self.form or {}), rows]

    def sealed(self) -> str:
        """As the form carries it."""
        return sealed(self.written())


def sealed(written: list) -> str:
    """A note that was `written`, signed and compressed."""
    return signing.dumps(written, salt=SALT, compress=True)


def _plain(values: Mapping[str, Value]) -> dict:
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in values.items()}


def _valued(values: Mapping) -> dict[str, Value]:
    return {name: frozenset(value) if isinstance(value, list) else value for name, value in values.items()}


def name_of(row: Model) -> str:
    """One name for a row under all proxies of its table."""
    return f"{row._meta.concrete_model._meta.label_lower}:{row.pk}"


def note(row: Model, status_display: str, form: forms.BaseForm, formsets: Iterable[forms.BaseModelFormSet]) -> Began:
    """What a form shows of a row at this moment, as stored: rows of parts are read from their forms' initial values,
    because a sent form has put what was typed into the rows themselves."""
    rows = {
        formset.prefix: {
            str(one.instance.pk): digests(shown(one, formset.form.base_fields)) for one in formset.initial_forms
        }
        for formset in formsets
    }
    return Began(name_of(row), int(time.time()), status_display, digests(shown(form)), rows)


def opened(sealed: str, row: Model) -> Began:
    """The note a form carried; one that says nothing when it is not ours, too old, or of another row."""
    try:
        named, at, status_display, form, rows = signing.loads(sealed, salt=SALT, max_age=OLDEST)
    except signing.BadSignature:
        return Began("", 0, "", None, None)
    if named != name_of(row):
        return Began("", 0, "", None, None)
    rows = {prefix: {pk: _valued(values) for pk, values in found.items()} for prefix, found in rows.items()}
    return Began(named, at, status_display, _valued(form), rows)
