"""Tags in the admin's forms: read by one rule, and a new tag is made only once somebody said so."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from taggit.forms import TagField

from icpr.lib.folding import slug_of
from icpr.lib.text.tag_lists import as_text, names_in
from resources.models import Tag
from resources.models.tags import tag_key
from resources.terms.aliases import meant
from resources.terms.alike import nearest
from resources.terms.models import TermKind
from resources.terms.named import tags_named_in

LONGEST_TAG = Tag._meta.get_field("name").max_length
MAKE, LEAVE, USE = "make", "leave", "use "


class Typed(str):
    """A list of tags as it came, with what was answered of those that are new: key of the tag → answer."""

    answers: dict[str, str]


@dataclass(frozen=True)
class Question:
    """What is asked of a tag that does not exist yet: make it, use a near one, or leave it out."""

    name: str
    answer: str
    near: list[Tag]

    @property
    def key(self) -> str:
        return tag_key(self.name)


class TagsInput(forms.TextInput):
    template_name = "admin/widgets/tags.html"
    questions: list[Question] = []
    texts: Callable[[], list[str]] | None = None  # what the form says of the record; tags that it names are offered

    def format_value(self, value) -> str:
        return value if isinstance(value, str) else as_text(value or ())

    def get_context(self, name, value, attrs) -> dict:
        questions = self.questions if isinstance(value, Typed) else []
        more = {"questions": questions, "offers": self.texts is not None}
        if self.texts is not None:
            more["offered"] = tags_named_in(self.texts(), names_in(self.format_value(value)))
        return super().get_context(name, value, attrs) | more

    def value_from_datadict(self, data, files, name) -> Typed:
        start = f"{name}-new-"
        ticked = data.getlist(f"{name}-add") if hasattr(data, "getlist") else []
        text = data.get(name) or ""
        typed = Typed(as_text([*names_in(text), *ticked]) if ticked else text)
        typed.answers = {field.removeprefix(start): data.get(field) for field in data if field.startswith(start)}
        return typed


class TagsField(TagField):
    """Tags by their names. With `may_make` one that does not exist is asked about, and made by the answer;
    else refused."""

    widget = TagsInput

    def __init__(self, *args, may_make: bool = True, **kwargs):
        super().__init__(*args, **{"help_text": "Separated by commas."} | kwargs)
        self.may_make = may_make

    def clean(self, value) -> list[str]:
        answers = value.answers if isinstance(value, Typed) else {}
        names = _kept(names_in(forms.CharField.clean(self, value)))
        known = meant(TermKind.TAG, names)
        near = nearest(TermKind.TAG, [name for name in names if name not in known])
        if near and not self.may_make:
            raise ValidationError([_no_such(name, near[name]) for name in near])
        questions = [Question(name, answers.get(tag_key(name), ""), near[name]) for name in near]
        self.widget.questions = questions
        answered = {question.name: _answered(question) for question in questions}
        if pending := [name for name, given in answered.items() if given is None]:
            raise ValidationError(f"New: {_listed(pending)}. Say below what to do with {_each(pending)}.")
        return list(dict.fromkeys(filter(None, (answered.get(name, str(known.get(name))) for name in names))))

    def has_changed(self, initial, data) -> bool:
        if self.disabled:
            return False
        return {tag_key(str(tag)) for tag in initial or ()} != {tag_key(name) for name in names_in(data or "")}


def _kept(names: list[str]) -> list[str]:
    """The same names, or a `ValidationError` that tells of one that cannot be a tag."""
    for name in names:
        if len(name) > LONGEST_TAG:
            raise ValidationError(f"A tag has at most {LONGEST_TAG} characters: “{name[:40]}…” is longer.")
        if not slug_of(name):
            raise ValidationError(f"“{name}” has no letter or digit from A to Z or 0 to 9 to make its address of.")
    return names


def _answered(question: Question) -> str | None:
    """The tag's name by the answer, "" for none, None while there is no answer that can be taken."""
    if question.answer == MAKE:
        return question.name
    if question.answer == LEAVE:
        return ""
    return next((tag.name for tag in question.near if question.answer == f"{USE}{tag.slug}"), None)


def _no_such(name: str, near: list[Tag]) -> str:
    return f"There is no tag “{name}”." + (f" There is {_listed(map(str, near))}." if near else "")


def _listed(names) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _each(names: list[str]) -> str:
    return "it" if len(names) == 1 else "each"
