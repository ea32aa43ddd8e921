"""What is to be changed on many records at once, and the rules such an answer must keep."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError

from resources.curation.bulk_columns import BY_NAME, COLUMNS, Column, name_of
from resources.curation.tags_field import TagsField
from resources.curation.telling import AskForm
from resources.relations import RELATIONS, Relation

DEEDS = ("add", "remove")


def _terms(*relations: str) -> list[str]:
    return [f"{deed}_{relation}" for relation in relations for deed in DEEDS]


TERMS = _terms(*(relation.field for relation in RELATIONS))
VALUES = [f"set_{column.name}" for column in COLUMNS if column.is_set]
OTHERS = ["empty", "replace_in", "find", "replace_with"]
OPEN = "Tags"
SECTIONS = (
    (OPEN, _terms("tags")),
    ("Pillars, focus areas, topics and audiences", _terms("pillars", "focus_areas", "topics", "audiences")),
    ("Publishers", _terms("publishers")),
    ("Blueprint items and practices", _terms("items", "practices")),
    ("Set for all", VALUES),
    ("Empty", OTHERS[:1]),
    ("Find and replace", OTHERS[1:]),
)
LONGEST_FOUND = 300  # characters that are looked for, or put in their place
LATEST = 2200


def _relation_field(relation: Relation, deed: str) -> forms.Field:
    label = f"{deed.capitalize()} {name_of(relation)}"
    if relation.widget == "words":
        return TagsField(label=label, required=False, may_make=deed == "add")
    widget = forms.CheckboxSelectMultiple if relation.widget == "boxes" else forms.SelectMultiple(attrs={"size": 6})
    return forms.ModelMultipleChoiceField(relation.model.objects.all(), label=label, required=False, widget=widget)


def _picked(label: str, columns: list[Column], help_text: str) -> forms.Field:
    choices = [(column.name, column.label[0].upper() + column.label[1:]) for column in columns]
    return forms.MultipleChoiceField(
        label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple, help_text=help_text
    )


class AnswersForm(AskForm):
    """Terms to add and to remove, values to set, columns to empty, words to replace. `is_publisher`: whether who fills
    it in may decide what is public."""

    field_order = [*TERMS, *VALUES, *OTHERS]

    def __init__(self, *args, is_publisher: bool = True, **kwargs):
        super().__init__(*args, **kwargs)
        for column in COLUMNS if not is_publisher else ():
            if column.for_publishers:
                del self.fields[f"set_{column.name}"]
                kept = [choice for choice in self.fields["empty"].choices if choice[0] != column.name]
                self.fields["empty"].choices = kept

    def clean_set_expire_at(self) -> datetime | None:
        moment = self.cleaned_data["set_expire_at"]
        if moment and moment.year >= LATEST:
            raise ValidationError(f"Choose a time before the year {LATEST}.")
        return moment

    def clean(self) -> dict:
        given = dict(self.cleaned_data)  # of a field that an error is added to, Django forgets what was given
        if self.errors:
            return given
        for relation in RELATIONS:
            if both := [str(t) for t in given[f"add_{relation.field}"] if t in given[f"remove_{relation.field}"]]:
                self.add_error(f"remove_{relation.field}", f"“{both[0]}” is both to be added and removed.")
        for name in given["empty"]:
            if given.get(f"set_{name}"):
                self.add_error("empty", f"{BY_NAME[name].label.capitalize()} is both to be set and emptied.")
        self._check_words(given)
        if not self.errors and not any(given.get(name) for name in [*TERMS, *VALUES, "empty", "find"]):
            raise ValidationError("Choose something to change.")
        return given

    def _check_words(self, given: dict) -> None:
        if given["replace_in"] and not given["find"]:
            self.add_error("find", "Say which words are looked for.")
        if given["find"] and not given["replace_in"]:
            self.add_error("replace_in", "Say in which fields they are looked for.")
        if given["find"] and given["find"] == given["replace_with"]:
            self.add_error("replace_with", "These are the same words.")
        for name in set(given["replace_in"]) & {*given["empty"], *(n for n in BY_NAME if given.get(f"set_{n}"))}:
            self.add_error("replace_in", f"{BY_NAME[name].label.capitalize()} is set or emptied above.")

    def in_sections(self) -> list[tuple[str, list[forms.BoundField], bool]]:
        """The fields as the page shows them: a heading, what stands under it, and whether it is unfolded."""
        return [self._section(heading, [name for name in names if name in self.fields]) for heading, names in SECTIONS]

    def _section(self, heading: str, names: list[str]) -> tuple[str, list[forms.BoundField], bool]:
        is_open = heading == OPEN or any(self.data.get(name) or name in self.errors for name in names)
        return heading, [self[name] for name in names], is_open

    @property
    def asked(self) -> list[forms.BoundField]:
        return [self["change_is"], self["change_note"]]


BulkForm: type[AnswersForm] = type(
    "BulkForm",
    (AnswersForm,),
    {f"{deed}_{relation.field}": _relation_field(relation, deed) for relation in RELATIONS for deed in DEEDS}
    | {f"set_{column.name}": column.field() for column in COLUMNS if column.is_set}
    | {
        "empty": _picked("Empty these fields", [column for column in COLUMNS if column.may_empty], ""),
        "replace_in": _picked(
            "Look in",
            [column for column in COLUMNS if column.is_text],
            "Capitals and small letters count as they stand.",
        ),
        "find": forms.CharField(label="Find", required=False, max_length=LONGEST_FOUND, strip=False),
        "replace_with": forms.CharField(
            label="Replace with",
            required=False,
            max_length=LONGEST_FOUND,
            strip=False,
            help_text="Empty: leave it out.",
        ),
    },
)
NOTHING = dict.fromkeys([*TERMS, "empty", "replace_in"], ()) | dict.fromkeys(VALUES) | {"find": "", "replace_with": ""}
