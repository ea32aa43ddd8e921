"""Tables for spreadsheets: CSV that they neither run nor rewrite,
and CSV back in whatever form a spreadsheet saved it."""

import csv
import re
from collections.abc import Iterable
from datetime import date, datetime
from io import StringIO

from django import forms

from icpr.lib.column_letters import column_letters
from icpr.lib.text.encodings import NAMES, Decoded, decode

FORMULA = re.compile(r"'*\s*[=+\-@\t\r\n|%＝＋－＠]")
BYTE_ORDER_MARK = "\ufeff"  # tells Excel that it is UTF-8
TOO_MANY_CELLS = "More cells than there are columns. Does a text with a comma lack its quotation marks?"

# What a spreadsheet takes for a number, a share, an amount, a day or a time, and writes back in a form of its own: 0012
# as 12, 3-4 as 4-Mar, 1E5 as 100000, a number of twenty digits with five zeros. A short whole number it leaves alone.
MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
REWRITTEN = re.compile(
    rf"""(?!(?:0|[1-9]\d{{0,7}})\Z)(?:
    (?=\D*\d)[\d\s.,:/\\()%$€£¥’'+−–-]+
    |(?=\D*\d)[\d\s.,()%$€£¥+-]+[ed][+-]?\d+[\s()%$€£¥]*
    |(?=\D*\d)[\d\s.,:/-]*(?:{MONTHS})[\d\s.,:/-]*
    |\s*\d[\d\s.:]*[ap]\.?m?\.?\s*
    |\s*\d{{4}}-?\d\d-?\d\dT[\d:.+-]+Z?\s*
    |\s*(?:true|false)\s*
    )""",
    re.IGNORECASE | re.VERBOSE,
)


class Unreadable(Exception):
    """The file is no table that can be read; its text says what is wrong."""


class Bare(str):
    """A cell that a spreadsheet may take for what it is and rewrite, because it is read back in either form: a day."""


def guarded(cell: str) -> str:
    """A cell that a spreadsheet takes for text: an apostrophe before one that it would run or rewrite.
    See `unguarded`."""
    return f"'{cell}" if needs_guard(cell) and not isinstance(cell, Bare) else cell


def unguarded(cell: str) -> str:
    """What `guarded` was given."""
    return cell[1:] if cell.startswith("'") and needs_guard(cell) else cell


def needs_guard(cell: str) -> bool:
    """Whether a spreadsheet would run or rewrite a cell; the same with any number of apostrophes before it."""
    return bool(FORMULA.match(cell) or REWRITTEN.fullmatch(cell.lstrip("'")))


def cell_too_many(cells: list[str], columns: int) -> str:
    """The letters of the first cell of a line that no column is for, empty or not; "" if there is none.

    An empty one too tells of a text with a comma that was taken apart: what stands before it has moved. Spreadsheets
    give every line as many cells as the first.
    """
    return column_letters(columns) if len(cells) > columns else ""


def as_csv(rows: Iterable[Iterable[str]]) -> str:
    """The rows as the text of a CSV file, every cell guarded."""
    return BYTE_ORDER_MARK + as_lines(rows)


def as_lines(rows: Iterable[Iterable[str]]) -> str:
    """Further rows of such a file."""
    text = StringIO()
    csv.writer(text).writerows(map(guarded, row) for row in rows)
    return text.getvalue()


def decoded(data: bytes, chosen: str = "") -> Decoded:
    """The text of a CSV file and how it was read; see `icpr.lib.text.encodings`.
    Raises Unreadable rather than lose a letter."""
    try:
        found = decode(data, chosen)
    except UnicodeError as error:
        raise Unreadable("Some letters of the file cannot be read. Save it as “CSV UTF-8”.") from error
    if "\x00" in found.text:
        raise Unreadable("The file is not plain CSV. Save it as “CSV UTF-8”.")
    return found


def table_of(text: str, most: int) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The heads of the columns, and the lines that hold anything: the number a spreadsheet gives each, and its cells.

    Columns may be separated by commas, semicolons or tabs. Raises Unreadable, also for more than `most` lines.
    """
    text = text.removeprefix(BYTE_ORDER_MARK)
    try:
        delimiter = max(",;\t", key=text.partition("\n")[0].count)
        table = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise Unreadable("The file cannot be read as a table with columns.") from error
    head = [unguarded(cell).strip() for cell in table[0]] if table else []
    lines = [(number, list(map(unguarded, row))) for number, row in enumerate(table[1:], 2) if any(row)]
    if len(lines) > most:
        raise Unreadable(f"The file has {len(lines):,} lines; at most {most:,} can be read.")
    return head, lines


def one_line_end(text: str) -> str:
    """A text with line breaks of one kind, whatever a browser or a spreadsheet made of them."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def choice_in(cell: str, choices: Iterable[tuple[str, str]]) -> str | None:
    """The value of the choice a cell names by its value or its label, or None."""
    return next((value for value, label in choices if cell.casefold() in {value.casefold(), label.casefold()}), None)


def day_in(cell: str) -> date | None:
    """The day in a cell, written as we do or as a spreadsheet makes of it, or None."""
    for pattern in ("%Y-%m-%d", "%m/%d/%Y"):
        try:
            return datetime.strptime(cell, pattern).date()
        except ValueError:
            continue
    return None


class UploadForm(forms.Form):
    """A CSV file; or, once it was read, its text, which the page that asks again carries along.

    `cleaned_data["text"]` is the text either way, `cleaned_data["decoded"]` says how it was read. A text that was
    written with one byte a letter is carried with the encoding it `was` read in, and read anew in the one chosen to
    `read_as`.
    """

    MOST_CARRIED = 2_400_000  # bytes; Django takes 2.5 MB of a form beside its files

    most_bytes = 1_000_000
    too_large = "The file is larger than one megabyte."

    file = forms.FileField(label="CSV file", required=False)
    text = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    was = forms.CharField(widget=forms.HiddenInput, required=False)
    read_as = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > self.most_bytes:
            raise forms.ValidationError(self.too_large)
        return file

    def clean(self) -> dict:
        data = super().clean()
        try:
            data["decoded"] = self._decoded(data)
        except Unreadable as error:
            self.add_error("file", str(error))
            return data
        text = data["text"] = data["decoded"].text
        if not text and not self.errors:
            self.add_error("file", "Choose a file.")
        elif len(text.encode()) + text.count("\n") > self.MOST_CARRIED:  # browsers send two bytes for a line's end
            self.add_error("file", self.too_large)
        return data

    def _decoded(self, data: dict) -> Decoded:
        if file := data.get("file"):
            return decoded(file.read())
        text, was = data.get("text", ""), data.get("was")
        if was not in NAMES:
            return Decoded(text)
        try:
            return decoded(text.encode(was), data["read_as"])
        except UnicodeEncodeError as error:
            raise Unreadable("The file came back changed. Choose it again.") from error
