"""What readers may tell staff. What cannot be taken is said beside the field, and what was typed stays."""

from typing import ClassVar

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import QueryDict

from icpr.lib import idempotency
from icpr.lib.http.reader_form import ReaderForm
from icpr.lib.text.fields import LineField, LinesField, names_something
from resources.address_reports.forms import AddressField
from resources.feedback.models import LONGEST_WORDS, Feedback, Kind
from resources.feedback.pages import Page

OPENED = "opened"  # the field with the idempotency key and the moment at which the page was made, signed
LONGEST_OPEN = 24 * 3_600  # seconds from the page to its form
SHORTEST_OPEN = 3  # seconds in which nobody reads and fills in a page

OPEN_TOO_LONG = "This page was open for longer than a day, or was not made by this site. Send the form once more."
NOTHING_SUGGESTED = "Give its title or its address; best both."
USEFUL = [("yes", "Yes"), ("no", "No")]


def words_field(label: str, *, required: str = "", rows: int = 4) -> LinesField:
    """What is written in sentences; `required` is what is said when nothing was."""
    area = forms.Textarea(attrs={"rows": rows})
    errors = {"required": required}
    return LinesField(
        label=label, required=bool(required), max_length=LONGEST_WORDS, widget=area, error_messages=errors
    )


class FeedbackForm(ReaderForm):
    """About a page, or none. `opened` is what the form carries so that it counts once and its age is known."""

    kind: ClassVar[Kind]

    def __init__(self, asked: QueryDict, *, is_sent: bool, page: Page | None = None):
        super().__init__(asked, is_sent=is_sent)
        self.page, self.opened = page, asked.get(OPENED, "") if is_sent else ""
        self.key = _key_of(self.opened, LONGEST_OPEN)
        if not self.key:
            self.opened = signer().sign(idempotency.new_key())
        if "email" in self.fields:
            self.fields["email"].label = "Your mail address, if you want an answer"

    @property
    def was_quick(self) -> bool:
        """Whether it came sooner than a person reads and types."""
        return bool(_key_of(self.opened, SHORTEST_OPEN))

    def clean(self) -> dict:
        if not self.key:
            raise ValidationError(OPEN_TOO_LONG)
        return super().clean()

    def message(self) -> Feedback:
        """What was told, not saved, without its sender and its token."""
        given = self.cleaned_data
        told = {name: given.get(name, "") for name in ("title", "address", "words")}
        about = self.page.record if self.page else None
        return Feedback(kind=self.kind, page=self.page.address if self.page else "", about=about, **told)


class SuggestForm(FeedbackForm):
    kind = Kind.SUGGESTION
    title = LineField(label="Its title", max_length=300, required=False, validators=[names_something])
    address = AddressField(label="Where it is on the web", required=False)
    words = words_field("Why it belongs here (optional)", rows=3)
    field_order = ["title", "address", "words", "email", "website"]

    def clean(self) -> dict:
        given = super().clean()
        if not self.errors and not given.get("title") and not given.get("address"):
            self.add_error("title", NOTHING_SUGGESTED)
        return given


class ProblemForm(FeedbackForm):
    kind = Kind.PROBLEM
    words = words_field("What is wrong?", required="Say what is wrong, in a sentence.")
    field_order = ["words", "email", "website"]


class ContactForm(FeedbackForm):
    kind = Kind.CONTACT
    words = words_field("Your message", required="Write what you want to ask or tell.", rows=7)
    field_order = ["words", "email", "website"]


class UsefulForm(FeedbackForm):
    """Of a record: asks for no mail address, because nobody is answered."""

    kind = Kind.USEFUL
    useful = forms.ChoiceField(
        label="Was it useful?",
        choices=USEFUL,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no.", "invalid_choice": "Choose yes or no."},
    )
    words = words_field("What was missing, or what helped? (optional)", rows=3)
    field_order = ["useful", "words", "website"]

    def __init__(self, asked: QueryDict, *, is_sent: bool, page: Page | None = None):
        super().__init__(asked, is_sent=is_sent, page=page)
        self.fields.pop("email", None)
        if not is_sent and asked.get("answer") in dict(USEFUL):
            self.fields["useful"].initial = asked["answer"]

    @property
    def was_quick(self) -> bool:
        return super().was_quick and bool(self.cleaned_data.get("words"))

    def message(self) -> Feedback:
        told = super().message()
        told.is_useful = self.cleaned_data["useful"] == "yes"
        return told


def signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="resources.feedback.opened")


def _key_of(opened: str, seconds: int) -> str:
    """The key that this site gave to a page in the last so many seconds; "" for an older one, or one it never gave."""
    try:
        return signer().unsign(opened, max_age=seconds)
    except (signing.BadSignature, ValueError):
        return ""
