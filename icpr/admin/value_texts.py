"""A form's values in words for people, and written back as a browser would have sent them."""

from collections.abc import Iterable
from datetime import date, datetime
from types import SimpleNamespace

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from taggit.forms import TagField

from icpr.admin.form_values import SEVERAL, value_of


def words(field: forms.Field, raw) -> str:
    """A field's value, initial or sent, as people read it. Asks the database for the names of chosen rows."""
    if isinstance(field, forms.FileField):
        return str(getattr(raw, "name", "") or "").rpartition("/")[2]
    if isinstance(field, SEVERAL) and not isinstance(field, forms.ModelMultipleChoiceField):
        found = value_of(field, raw)
        return ", ".join(sorted(found)) if isinstance(found, frozenset) else str(raw)
    if isinstance(field, forms.ModelChoiceField):
        return _names(field, raw if isinstance(raw, list | tuple) else [raw])
    if isinstance(field, forms.ChoiceField):
        return str(_flat(field.choices).get(str(raw), raw or ""))
    try:
        value = field.clean(raw) if isinstance(raw, list) else field.to_python(raw)
    except ValidationError:
        value = " ".join(map(str, raw)) if isinstance(raw, list) else raw
    if isinstance(field, forms.BooleanField):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "N j, Y, P")
    if isinstance(value, date):
        return date_format(value, "N j, Y")
    return "" if value is None else str(value)


def _names(field: forms.ModelChoiceField, keys: Iterable) -> str:
    wanted = [getattr(key, "pk", key) for key in keys if key not in field.empty_values]
    if not wanted:
        return ""
    try:
        return ", ".join(map(str, field.queryset.model._base_manager.filter(pk__in=wanted)))
    except (ValueError, TypeError, OverflowError):
        return ", ".join(map(str, wanted))


def _flat(choices) -> dict[str, str]:
    found = {}
    for value, label in choices:
        found |= _flat(label) if isinstance(label, list | tuple) else {str(value): label}
    return found


def write(data: QueryDict, name: str, field: forms.Field, value) -> None:
    """Put a field's value into sent data in place of what was sent. `name` is the field's with its prefix.

    The value is an initial one, or a set of keys or of names of tags.
    """
    widget = getattr(field.widget, "widget", field.widget)  # the admin wraps those of relations
    data.pop(name, None)
    if isinstance(field, forms.FileField):
        data.pop(f"{name}-clear", None)
    elif isinstance(field, SEVERAL) and not isinstance(field, TagField):
        data.setlist(name, sorted(value_of(field, value)))
    elif isinstance(widget, forms.MultiWidget):
        parts = zip(widget.widgets_names, widget.widgets, widget.decompress(value), strict=True)
        for suffix, part, one in parts:
            data[f"{name}{suffix}"] = part.format_value(one) or ""
    elif isinstance(widget, forms.CheckboxInput):
        if value:
            data[name] = "on"
    else:
        if isinstance(field, TagField):
            value = [SimpleNamespace(name=tag) for tag in sorted(value_of(field, value))]
        text = widget.format_value(field.prepare_value(value))
        data[name] = str((text[0] if isinstance(text, list) else text) or "")
