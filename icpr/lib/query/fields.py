"""Form fields for query strings that never reject: what they cannot read is said in notices and left out."""

from collections.abc import Callable, Collection, Mapping
from copy import copy
from typing import Protocol

from django import forms

from icpr.lib.folding import fold
from icpr.lib.query.notices import Notice, printable, quote

MOST_VALUES = 50


class Labelled(Protocol):
    label: str


class TolerantField(forms.Field):
    """A form field that never rejects: what it cannot read is left out and said in `notices`."""

    def __init__(self, *, name: str, label: str | None = None, required: bool = False):
        """`required` is what django-filter says of every field; none of these is."""
        super().__init__(required=False, label=label)
        self.name = name
        self.notices: list[Notice] = []

    def __deepcopy__(self, memo):
        """A form copies the fields of its class: each has notices of its own. The rest no request changes, and to copy
        it took longer than to read the query."""
        copied = copy(self)
        copied.notices = []
        return copied

    def say(self, message: str) -> None:
        self.notices.append(Notice(self.name, message))


def notices_of(form: forms.BaseForm) -> list[Notice]:
    """What was left out of a validated form of such fields."""
    return [notice for field in form.fields.values() for notice in field.notices]


class ValuesField(TolerantField):
    """Several values of a facet, each given by its key or, as typed, by its label.

    `known` gives what has a label by its key. `keys_now` takes unknown keys and gives, for those that were once a
    value's, the present one; `has_moved` says whether any was. `key_of`, if given, makes the key of a label, so that
    thousands of labels need not be gone through.
    """

    widget = forms.SelectMultiple

    def __init__(self, *, known: Mapping[str, Labelled] | None = None, keys_now=None, **options):
        super().__init__(**options)
        self.known: Mapping[str, Labelled] = known or {}
        self.keys_now: Callable[[list[str]], dict[str, str]] = keys_now or (lambda former: {})
        self.key_of: Callable[[str], str] | None = None
        self.has_moved = False

    def to_python(self, raw: list[str] | None) -> tuple[str, ...]:
        given = [printable(text) for text in raw or [] if text.strip()]
        keys = {text: self._key(text) for text in given[:MOST_VALUES]}
        if unknown := [text for text, key in keys.items() if key is None]:
            keys |= self._former(unknown)
        if len(given) > MOST_VALUES:
            self.say(f"{self.label}: only the first {MOST_VALUES} values were read.")
        return tuple(dict.fromkeys(filter(None, keys.values())))

    def refusal(self, text: str) -> str:
        """What is said of a value that is none of the facet's."""
        return f"{self.label} {quote(text)} is not one we know, so it was left out."

    def _former(self, unknown: list[str]) -> dict[str, str]:
        """Keys that values had formerly, each with the present one. What is left is said."""
        found = {text: key for text, key in self.keys_now(unknown).items() if key in self.known}
        self.has_moved = bool(found)
        for text in unknown:
            if text not in found:
                self.say(self.refusal(text))
        return found

    def _key(self, text: str) -> str | None:
        if text in self.known or not text:  # nothing is left of characters that cannot be seen
            return text or None
        if self.key_of:
            key = self.key_of(text)
            return key if key in self.known else None
        folded = fold(text)
        return next((key for key, value in self.known.items() if fold(value.label) == folded), None)


class OneOfField(TolerantField):
    """One of a few words, or "" for none of them."""

    widget = forms.TextInput

    def __init__(self, *, words: Collection[str], refusal: str, **options):
        """`refusal` is said of anything else; its "{}" stands for what was typed, in quotation marks."""
        super().__init__(**options)
        self.words, self.refusal = words, refusal

    def to_python(self, raw: str | None) -> str:
        text = printable(raw or "")
        if not text or text in self.words:
            return text
        self.say(self.refusal.format(quote(text)))
        return ""
