"""Text as people type or paste it, made fit to keep: nothing in it that cannot be seen, nothing that turns it round.

The fields below do this to what a form or a file brings, wherever it is checked; in a migration they are Django's own.
"""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
BLANKS = dict.fromkeys([0x3164, 0xFFA0, 0x2800], " ")  # letters and a symbol by their class, blank to the eye
SPACES = str.maketrans("\n\t", "  ")
FILLERS = "\u115f\u1160"  # letters by their class that stand for none
JOINERS = "\u200c\u200d"
MARKS = "\u200e\u200f\u061c"  # the direction of what stands beside them; they turn nothing round
# Format characters by their class (Cf) that are seen: signs of Arabic, Syriac and Kaithi before a number.
SEEN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
NO_CHARACTERS = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")

ONLY_UNSEEN = "This holds only characters that cannot be seen."
NAMES_NOTHING = "Give it at least one letter or digit: this has none."


def one_line(text: str) -> str:
    """A text of one line: without characters that are not seen, single spaces, nothing around it.

    NUL stays, for the form to refuse. Joiners stay after letters of scripts that are written with them, and in emoji.
    """
    return " ".join(_seen(LINE_ENDS.sub(" ", text).translate(SPACES), kept="").split())


def lines(text: str) -> str:
    r"""A text of any number of lines, which all end in "\n":
    as `one_line`, but inner spaces and marks of direction stay."""
    return _seen(LINE_ENDS.sub("\n", text), kept=f"\n\t{MARKS}").strip()


def names_something(text: str) -> None:
    """Raises `ValidationError` for a name without a letter or digit of any script."""
    if not any(character.isalnum() and character not in FILLERS for character in text):
        raise ValidationError(NAMES_NOTHING)


def _seen(text: str, kept: str) -> str:
    if text.isascii() and text.isprintable():  # most text is
        return text
    text = NO_CHARACTERS.sub("", text.translate(BLANKS))
    return "".join(
        character
        for place, character in enumerate(text)
        if character in kept or _is_seen(character, text[place - 1] if place else "")
    )


def _is_seen(character: str, before: str) -> bool:
    if character in JOINERS:
        return before > "\u0590" and (
            unicodedata.category(before)[0] in "LM" or unicodedata.category(before) in "So Sk"
        )
    return character == "\x00" or character in SEEN or unicodedata.category(character) not in ("Cc", "Cf", "Cs")


class LineField(forms.CharField):
    """What is typed into one line."""

    tidy = staticmethod(one_line)

    def to_python(self, value) -> str:
        text = super().to_python(value)
        tidied = self.tidy(text or "")
        if text and not tidied:
            raise ValidationError(ONLY_UNSEEN)
        return tidied or text


class LinesField(LineField):
    """What is typed into several lines."""

    tidy = staticmethod(lines)
    widget = forms.Textarea


class _Typed:
    """A column of text that people type."""

    form_class: type[LineField]

    def tidy(self, text: str) -> str:
        """A text as this column would keep it."""
        return self.form_class.tidy(text)

    def clean(self, value, model_instance):
        return super().clean(self.tidy(value) if isinstance(value, str) else value, model_instance)

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": self.form_class} | kwargs)

    def deconstruct(self):
        """As the field of Django it is to the database, so that a column may become one without a migration."""
        name, _, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{self.get_internal_type()}", args, kwargs


class Line(_Typed, models.CharField):
    """Text of one line."""

    form_class = LineField


class Name(Line):
    """What something is called: a line with at least one letter or digit."""

    default_validators = [names_something]


class Lines(_Typed, models.TextField):
    """Text of several lines."""

    form_class = LinesField


class NamingLines(Lines):
    """A sentence that may stand where a name would."""

    default_validators = [names_something]
