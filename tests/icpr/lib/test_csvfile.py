"""Tables for spreadsheets: no cell is a formula, and what was written is read back."""

import re
import unicodedata
from contextlib import suppress
from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from icpr.lib.column_letters import column_letters
from icpr.lib.csvfile import (
    Bare,
    Unreadable,
    UploadForm,
    as_csv,
    cell_too_many,
    day_in,
    decoded,
    guarded,
    table_of,
    unguarded,
)
from tests.effort import cpu_seconds

EVIL = ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "\xa0=1", "\n=1", "'=1", "''=1", "' =1", "|cmd", "%0", "＝1"]


def test_works():
    text = as_csv([["Item", "Note"], ["1.1", "=1, “two”\nthree"], ["", ""], ["1.2", ""]])
    assert table_of(text, 9) == (["Item", "Note"], [(2, ["1.1", "=1, “two”\nthree"]), (4, ["1.2", ""])])


@pytest.mark.parametrize("text", EVIL)
def test_no_cell_is_a_formula(text):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize(
    "text",
    ["", "'", "it's", "plain", "a=b", "'plain'", "0", "12", "2019", "'12", "May", "Item 1.10", "GO 12-3", "4th", "E5"],
)
def test_a_harmless_cell_is_left_alone(text):
    assert guarded(text) == unguarded(text) == text


REWRITTEN = [
    *(
        "0012",
        "00",
        "1.0",
        "1.10",
        ".5",
        "1,000",
        "1E5",
        "1e-3",
        "2d4",
        "123456789",
        "12345678901234567890",
        "(12)",
        "$5",
        "5%",
    ),
    *(
        "3-4",
        "3/4",
        "9/11",
        "3-4-27",
        "2027-06-30",
        "6/30/2027",
        "1 1/2",
        "10:30",
        "1:30 pm",
        "5 p",
        "2027-06-30T12:00",
    ),
    *(
        "Mar 4",
        "4 May",
        "MARCH1",
        "SEPT2",
        "June 2027",
        "Dec-12",
        "May 5, 2027",
        "true",
        "FALSE",
        "１２",
        "٣",
        " 12",
        "12 ",
    ),
]


@pytest.mark.parametrize("text", REWRITTEN)
def test_no_cell_is_rewritten(text):
    assert as_excel_saves(text) != text or text in SAFE, "or this test proves nothing"
    assert guarded(text) == f"'{text}"
    assert unguarded(as_excel_saves(guarded(text))) == text


# Rewritten by some spreadsheets, but not by this likeness of one.
SAFE = {"2d4", "FALSE", "2027-06-30T12:00", "123456789", "6/30/2027", "٣"}
DAYS = ["%m-%d", "%m/%d", "%d-%b", "%d %b", "%b %d", "%b%d", "%b-%d", "%B%d", "%B %d", "%d %B"]
DAYS_OF_YEARS = ["%m-%d-%y", "%Y-%m-%d", "%m/%d/%Y", "%B %Y", "%B %d, %Y"]
TIMES = ["%H:%M", "%I:%M %p", "%I %p"]


def as_excel_saves(cell: str) -> str:
    """A cell of a CSV after a spreadsheet opened and saved it: what looks like more than text has another form then."""
    bare = unicodedata.normalize("NFKC", cell).strip()
    if bare.casefold() in {"true", "false"}:
        return bare.upper()
    number = re.sub(r"^\((.*)\)$", r"\1", bare).removeprefix("$").removesuffix("%")
    number = re.sub(r"(?<=\d),(?=\d)", "", number)
    if re.fullmatch(r"[0-9.]*[0-9][0-9.]*([eE][+-]?[0-9]+)?", number) and number.count(".") < 2:
        return f"{float(number):.10g}"
    if found := re.fullmatch(r"(\d+) (\d+)/(\d+)", bare):
        return str(int(found[1]) + int(found[2]) / int(found[3]))
    bare = re.sub("(?i)sept(?![a-z])", "Sep", re.sub(r"(?i)(\d) ([ap])$", r"\1 \2m", bare))
    for forms, written in (
        (DAYS, "{0.day}-{0:%b}"),
        (DAYS_OF_YEARS, "{0.month}/{0.day}/{0.year}"),
        (TIMES, "{0:%I:%M:%S %p}"),
    ):
        for form in forms:
            with suppress(ValueError):
                year = "" if forms is DAYS_OF_YEARS else "2028 "
                return written.format(datetime.strptime(year + bare, f"%Y {form}" if year else form))
    return cell


PIECES = st.sampled_from(
    [*"0123456789", ".", ",", "-", "/", ":", " ", "'", "E", "e", "%", "$", "(", ")", "May", "mar", "am", "x"]
)


@settings(max_examples=500)
@given(st.lists(PIECES, max_size=6).map("".join))
def test_whatever_a_spreadsheet_would_rewrite_comes_back(text):
    saved = as_excel_saves(guarded(text))
    assert unguarded(saved) == text or saved.strip() == text.strip()


@pytest.mark.parametrize(
    "text", ["1" * 20_000 + "a", "1 " * 10_000 + "x", " " * 20_000 + "x", "'" * 20_000, "May " * 5_000]
)
def test_a_long_text_is_told_in_no_time(text):
    assert cpu_seconds(lambda: guarded(text), enough=0.5) < 0.5


def test_a_day_may_be_rewritten_since_it_is_read_in_either_form():
    assert guarded(Bare("2027-06-30")) == "2027-06-30"
    assert day_in(as_excel_saves("2027-06-30")) == day_in("2027-06-30") == date(2027, 6, 30)


@pytest.mark.parametrize(("cells", "letters"), [(2, ""), (3, "C"), (30, "C")])
def test_a_cell_too_many(cells, letters):
    assert cell_too_many([""] * cells, 2) == letters


@pytest.mark.parametrize(("place", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_have_letters(place, letters):
    assert column_letters(place) == letters


def test_a_file_from_before_is_read():
    """Bare cells of files that were exported before this guard are what they are."""
    _, lines = table_of("Item,Reference,Note\r\n1.1,0012,'=1\r\n1.2,3-4,'plain\r\n", 9)
    assert [cells for _, cells in lines] == [["1.1", "0012", "=1"], ["1.2", "3-4", "'plain"]]


@pytest.mark.parametrize("text", [*EVIL, *REWRITTEN, "", "'", "plain"])
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
