"""What people type is kept as what can be seen of it; what names something has a letter or digit."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from icpr.lib.text.fields import NAMES_NOTHING, ONLY_UNSEEN, Line, LineField, Lines, LinesField, Name, lines, one_line


def test_works():
    assert one_line("  Use\u200b of\r\n force\u00ad ") == "Use of force"
    assert {one_line(f"a{end}b") for end in ("\n", "\r", "\r\n", "\t", "\u2028", "\x85")} == {"a b"}
    assert lines(" One\r\ntwo\u2028\tthree\u200b \r") == "One\ntwo\n\tthree"
    assert LineField().clean("A\u202eB\u202c") == "AB"


UNSEEN = ["\u200b", "\u202e", "\u2066x\u2069".replace("x", ""), "\ufeff", "\u00ad", "\u2060", "\x07", "\x1b", "\x9f"]
UNSEEN += ["\u3164", "\u2800", "\uffff", "\u180e", "\U000e0041", "\u200d", "\u200c", "\n", "\u2029", "\x85", "\ud800"]


@pytest.mark.parametrize("unseen", UNSEEN)
def test_what_cannot_be_seen_is_taken_out_and_alone_refused(unseen):
    assert one_line(f"a{unseen}").strip() == lines(f"a{unseen}") == "a"
    assert one_line(f"a{unseen}b") in {"ab", "a b"}
    reasons = "required" if unseen.isspace() else f"required|{ONLY_UNSEEN}"
    for field in (LineField(), LinesField()):
        with pytest.raises(ValidationError, match=reasons):
            field.clean(f"{unseen}{unseen}")


@pytest.mark.parametrize(
    "text",
    ["می‌خواهم", "क्‍ष", "ত্‍", "👩🏽‍💻", "🏳️‍🌈", "O’Brien & Söhne", "警务 شرطة 경찰", "١٢٣", "\u0600١٢"],
)
def test_what_a_script_needs_stays(text):
    assert one_line(text) == lines(text) == text


def test_marks_of_direction_stay_in_longer_texts_only():
    assert lines("שלום!\u200f (a)") == "שלום!\u200f (a)"
    assert one_line("שלום!\u200f (a)") == "שלום! (a)"
    assert lines("a\u202eb\u2067c") == "abc"


def test_an_empty_field_says_why_it_is_empty():
    with pytest.raises(ValidationError, match=ONLY_UNSEEN):
        LineField(required=False).clean("\u200b")
    assert LineField(required=False).clean(" \n ") == ""


@pytest.mark.django_db
def test_the_opening_catalogue_is_as_it_would_be_typed(catalogue):
    for model, field in typed_columns():
        for text in model.objects.values_list(field.name, flat=True):
            assert text == "" or field.clean(text, None) == text.strip()


def test_nul_is_left_to_be_refused():
    with pytest.raises(ValidationError, match="Null characters"):
        LineField().clean("a\x00")


@pytest.mark.parametrize("text", ["---", "“…”", "!", "\u115f\u1160", "́"])
def test_a_name_names_something(text):
    with pytest.raises(ValidationError, match=NAMES_NOTHING[:20]):
        Name(max_length=50).clean(text, None)


@pytest.mark.parametrize("text", ["7", "é", "警", "#1", "ﷺ"])
def test_any_letter_or_digit_names_something(text):
    assert Name(max_length=50).clean(text, None) == text


def test_to_the_database_it_is_a_field_of_django():
    assert Line(max_length=9).deconstruct()[1] == "django.db.models.CharField"
    assert Lines().deconstruct()[1] == "django.db.models.TextField"


NOT_TYPED = {  # written by the library itself, or checked by a rule of its own
    "pillars.FormerAddress": {"kind", "slug"},
    "pillars.Item": {"number"},
    "pillars.Plan": {"edit_hash", "share_hash", "share_sealed"},
    "pillars.Change": {"idempotency_key", "message"},
    "resources.AddressReport": {"proposed", "reported", "token_hash"},
    "resources.DocumentPage": {"text"},
    "resources.DocumentText": {"file_name", "reason"},
    "resources.PageWords": {"words"},
    "resources.RecordClock": {"title", "slug", "reason"},
    "resources.SearchAddress": {"pattern"},
    "resources.SearchCount": {"query", "filters"},
    "resources.SearchText": {"title", "terms", "annotation", "body"},
}
NAMES = {"name", "short_name", "title", "plain_title", "source_title", "agency", "agency_name", "family_name"}


def typed_columns():
    for app in ("pillars", "resources"):
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.local_fields:
                is_text = isinstance(field, models.CharField | models.TextField) and field.editable
                is_code = isinstance(field, models.URLField | models.EmailField | models.SlugField)
                if (
                    is_text
                    and not is_code
                    and not field.choices
                    and field.name not in NOT_TYPED.get(model._meta.label, ())
                ):
                    yield model, field


@pytest.mark.parametrize(("model", "field"), list(typed_columns()), ids=str)
def test_every_column_that_people_type_is_of_these(model: type[models.Model], field: models.Field):
    assert isinstance(field, Line | Lines)
    assert isinstance(field.formfield(), LineField)
    assert isinstance(field, Name) or field.name not in NAMES
