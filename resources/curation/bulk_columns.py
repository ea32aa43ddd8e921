"""The columns of records that staff change on many at once: what may be set, emptied, and searched for words."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import capfirst

from icpr.lib.dates import display_date, possible_years
from icpr.lib.text.fields import LineField
from resources.models import Access, AddressEvidence, DatePrecision, Kind, Resource
from resources.models.vocabulary import LANGUAGES
from resources.relations import Relation

TYPED_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", re.ASCII)
NUMBER = re.compile(r"(?:ICPR-)?([0-9]{1,9})", re.ASCII | re.IGNORECASE)
ISSUED = "issued_on"
# One column that goes with another: emptied together, as the database asks.
WITH = {ISSUED: "issued_precision", "official_url": "address_evidence"}


class IssuedField(LineField):
    """A date as precisely as it is known, as the values of both its columns."""

    def clean(self, value) -> dict[str, object] | None:
        text = super().clean(value)
        if not text:
            return None
        found = TYPED_DATE.fullmatch(text)
        try:
            year, month, day = (int(part) if part else 0 for part in found.groups())
            moment = date(year, month or 1, day or 1)
        except (AttributeError, ValueError) as error:
            raise ValidationError("Give a year, a month or a day: 2025, 2025-03 or 2025-03-14.") from error
        years = possible_years(timezone.localdate())
        if year not in years:
            raise ValidationError(f"Give a year from {years[0]} to {years[-1]}.")
        precision = DatePrecision.DAY if day else DatePrecision.MONTH if month else DatePrecision.YEAR
        return {ISSUED: moment, WITH[ISSUED]: precision.value}


class RecordField(LineField):
    """A record by its permanent number."""

    def clean(self, value) -> Resource | None:
        text = super().clean(value)
        number = NUMBER.fullmatch(text)
        found = Resource.objects.filter(number=int(number[1])).first() if number else None
        if text and found is None:
            raise ValidationError("There is no record with this number. One looks like ICPR-000123.")
        return found


@dataclass(frozen=True)
class Column:
    """A column of records.

    name: of the field. choices: the closed list it is set to. is_text: words are searched for and replaced in it.
    may_empty: it may be left without a value. is_set: it may be set to one value for all; what tells records apart,
    such as a title, is not. for_publishers: it decides what is public.
    """

    name: str
    choices: tuple[tuple[str, str], ...] = ()
    is_text: bool = False
    may_empty: bool = True
    is_set: bool = True
    for_publishers: bool = False

    @property
    def label(self) -> str:
        return "date of issue" if self.name == ISSUED else str(Resource._meta.get_field(self.name).verbose_name)

    def field(self) -> forms.Field:
        """What asks for the value that all records are to have; empty: they keep theirs."""
        label = capfirst(self.label)
        if self.choices:
            return forms.ChoiceField(label=label, required=False, choices=[("", "As it is"), *self.choices])
        if self.name == ISSUED:
            return IssuedField(
                label=label, required=False, help_text="A year, month or day: 2025, 2025-03, 2025-03-14."
            )
        if self.name == "superseded_by":
            return RecordField(label=label, required=False, help_text="A number such as ICPR-000123.")
        described = Resource._meta.get_field(self.name)
        example = {"DateTimeField": "Such as 2026-12-31 17:00.", "DateField": "Such as 2026-12-31."}
        help_text = example.get(described.get_internal_type(), "")
        return described.formfield(label=label, required=False, initial=None, help_text=help_text)

    def words(self, record: Resource) -> str:
        """The value of a record as staff read it; "" for none."""
        if self.name == ISSUED:
            return display_date(record.issued_on, record.issued_precision) if record.issued_on else ""
        if self.name == "superseded_by":
            newer = record.superseded_by if record.superseded_by_id else None
            return f"{newer.permanent_number}: {newer}" if newer else ""
        return self.in_words(getattr(record, self.name))

    def in_words(self, value: object) -> str:
        """A value as staff read it; "" for none."""
        if self.choices:
            return dict(self.choices).get(value, str(value or ""))
        if isinstance(value, datetime):
            return timezone.localtime(value).strftime("%Y-%m-%d %H:%M %Z")
        if isinstance(value, dict):
            return display_date(value[ISSUED], value[WITH[ISSUED]])
        return "" if value is None else str(value)


def _text(name: str, **how: bool) -> Column:
    return Column(name, is_text=True, **how)


# A collection is made of entries and has a page of its own, so that no record becomes one by this.
KINDS = tuple(choice for choice in Kind.choices if choice[0] != Kind.COLLECTION)
COLUMNS = (
    Column("kind", KINDS, may_empty=False),
    _text("title", may_empty=False, is_set=False),
    _text("annotation", is_set=False),
    _text("in_brief", is_set=False),
    _text("body", is_set=False),
    _text("for_whom", is_set=False),
    Column(ISSUED),
    _text("publication"),
    _text("volume"),
    _text("issue"),
    _text("pages", is_set=False),
    Column("language", tuple(LANGUAGES), may_empty=False),
    Column("access", tuple(Access.choices), may_empty=False),
    _text("official_url", is_set=False),
    Column("address_evidence", tuple(AddressEvidence.choices), may_empty=False),
    _text("rights_note"),
    Column("expire_at", for_publishers=True),
    Column("review_by"),
    Column("new_until"),
    Column("superseded_by"),
    _text("staff_note"),
)
BY_NAME = {column.name: column for column in COLUMNS}


def name_of(relation: Relation) -> str:
    """What the terms of a relation are called, in small letters: "focus areas"."""
    return "tags" if relation.widget == "words" else str(Resource._meta.get_field(relation.field).verbose_name)
