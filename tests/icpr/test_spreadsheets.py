"""Tables for spreadsheets: no cell is a formula, and what was written is read back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from icpr.lib.spreadsheets import Unreadable, UploadForm, as_csv, decoded, guarded, table_of, unguarded

EVIL = ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "\xa0=1", "\n=1", "'=1", "''=1", "' =1", "|cmd", "%0", "＝1"]


def test_works():
    text = as_csv([["Item", "Note"], ["1.1", "=1, “two”\nthree"], ["", ""], ["1.2", ""]])
    assert table_of(text, 9) == (["Item", "Note"], [(2, ["1.1", "=1, “two”\nthree"]), (4, ["1.2", ""])])


@pytest.mark.parametrize("text", EVIL)
def test_no_cell_is_a_formula(text):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "'", "it's", "plain", "1-2", "a=b", "'plain'"])
def test_a_harmless_cell_is_left_alone(text):
    assert guarded(text) == unguarded(text) == text


@pytest.mark.parametrize("text", [*EVIL, "", "'", "plain"])
def test_a_guarded_cell_comes_back(text):
    assert unguarded(guarded(text)) == text


STORABLE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


@given(st.lists(st.tuples(STORABLE, STORABLE), max_size=4))
def test_any_text_comes_back(rows):
    _, lines = table_of(decoded(as_csv([("a", "b"), *rows]).encode()).text, 9)
    assert [tuple(cells) for _, cells in lines] == [row for row in rows if any(row)]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_guessed(separator):
    assert table_of(f"a{separator}b\r\n1{separator}2", 1) == (["a", "b"], [(2, ["1", "2"])])


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("é".encode(), "é"),
        ("\ufeffé".encode(), "é"),
        ("“é”".encode("cp1252"), "“é”"),
        ("日本, é".encode("utf-16"), "日本, é"),
        (b"\xfe\xff" + "日本".encode("utf-16-be"), "日本"),
    ],
)
def test_what_spreadsheets_save_is_read(data, text):
    assert decoded(data).text == text


NO_TEXT = [b"a\x00b\x00", b"\xff\xfea", b"\xff\xfe\x00\xd8a\x00", b"PK\x03\x04\x00", b"\xef\xbb\xbfcaf\xe9"]


@pytest.mark.parametrize("data", NO_TEXT)
def test_what_is_no_text_is_refused(data):
    with pytest.raises(Unreadable, match="CSV UTF-8"):
        decoded(data)


def test_an_endless_table_is_refused():
    with pytest.raises(Unreadable, match="10,000 lines; at most 400"):
        table_of("a\n" + "1\n" * 10_000, 400)
    with pytest.raises(Unreadable, match="cannot be read as a table"):
        table_of("a\n" + "x" * 200_000, 400)


def uploaded(data: bytes) -> UploadForm:
    return UploadForm({}, {"file": SimpleUploadedFile("a.csv", data)})


def test_a_form_takes_a_file_or_the_text_it_held():
    for form in (uploaded("é".encode()), UploadForm({"text": "é"})):
        assert form.is_valid()
        assert form.cleaned_data["text"] == "é"


@pytest.mark.parametrize(
    ("form", "message"),
    [
        (UploadForm({}), "Choose a file."),
        (UploadForm({"text": "\x00"}), "Null characters"),
        (uploaded(b""), "empty"),
        (uploaded(b"\x00"), "CSV UTF-8"),
        (uploaded(b"x" * 1_000_001), "larger than one megabyte"),
        (UploadForm({"text": "─" * 900_000, "was": "cp437", "read_as": "cp437"}), "larger than one megabyte"),  # 2.7 MB
        (UploadForm({"text": "日本", "was": "cp437", "read_as": "cp437"}), "came back changed"),
    ],
)
def test_a_form_says_what_it_cannot_take(form, message):
    assert message in str(form.errors)
