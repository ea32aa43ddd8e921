"""Files of every kind become the same sheet; what cannot be read is refused in plain words, in a process of its own."""

from datetime import date

import pytest

from icpr.lib.csvfile import Unreadable
from icpr.lib.exchange.reading import NAMES, kind_of, sheet_of
from icpr.lib.exchange.sheets import Sheet
from pillars.blueprint.exchange import FINDINGS
from pillars.models import Finding
from tests.factories import make_finding, make_practice
from tests.icpr.lib.exchange.workbooks import ods, xlsx

ROWS = [["title", "on", "many", "so"], ["Two\nlines", date(2025, 3, 4), 12.0, True], [], ["'=1", None, 1.5, False]]
READ = [(2, ("Two\nlines", "2025-03-04", "12", "yes")), (4, ("=1", "", "1.5", "no"))]


def read(data: bytes, most: int = 1_000) -> Sheet:
    return sheet_of(data, kind_of(data), most)[0]


def works(data: str) -> list[dict[str, str]]:
    sheet = read(data.encode())
    assert sheet.works
    return [{head: cell for head, cell in zip(sheet.heads, row.cells, strict=True) if cell} for row in sheet.rows]


@pytest.mark.parametrize("data", [xlsx(ROWS), ods(ROWS)], ids=["xlsx", "ods"])
def test_works(data):
    sheet = read(data)
    assert sheet.heads == ("title", "on", "many", "so")
    assert [(row.line, row.cells) for row in sheet.rows] == READ


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (b'<c r="{}"><f>1+1</f></c>', "Cell B3 holds a formula without a stored result"),
        (b'<c r="{}"><f>1+1</f><v/></c>', "Cell B3 holds a formula without a stored result"),
        (b'<c r="{}" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "Cell B3 holds an error, #DIV/0!"),
        (b'<c r="XFD1048576"><v>1</v></c>', "Cell XFD1048576 stands far away"),
        (b'<c r="A9999999999"><v>1</v></c>', "names a cell that is none"),
    ],
)
def test_a_cell_of_excel_that_cannot_be_taken_is_named(cell, said):
    with pytest.raises(Unreadable, match=said):
        read(xlsx([["a", "b"], ["x", "y"], ["z", cell]]))


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (b'<table:table-cell table:formula="of:=1+1"/>', "Cell B3 holds a formula without a stored result"),
        (b'<table:table-cell table:formula="of:=1/0"><text:p>#DIV/0!</text:p></table:table-cell>', "holds an error"),
        (
            b'<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1">'
            b"<text:p>1</text:p></table:table-cell>",
            "stands far away",
        ),
    ],
)
def test_a_cell_of_open_document_that_cannot_be_taken_is_named(cell, said):
    with pytest.raises(Unreadable, match=said):
        read(ods([["a", "b"], ["x", "y"], ["z", cell]]))


def test_a_formula_with_a_result_is_read_as_that():
    cells = [b'<c r="{}"><f>1+1</f><v>2</v></c>', b'<c r="{}" t="str"><f>""</f><v></v></c>', "x"]
    assert read(xlsx([["a", "b", "c"], cells])).rows[0].cells == ("2", "", "x")


def test_a_workbook_says_what_of_it_is_not_read():
    merged = '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'
    sheet = read(xlsx([["hidden"]], [["a"], ["x"], ["y"]], [["other"]], extra=merged, hidden=(1,)))
    assert sheet.heads == ("a",)
    assert sheet.notices == (
        "Only the first sheet was read, “Sheet2”, not “Sheet3”.",
        "Merged cells hold their text in the first alone: A2:A3.",
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04nothing", "no table that can be read"),
        (xlsx([["a"]])[:400], "no table that can be read|cannot be opened"),
        (xlsx([["a"], *([str(n)] for n in range(20))]), "The file has 20 rows; at most 10 can be read"),
        (xlsx([["a"], ["x" * 50_000]]), "Row 2 holds more text than can be read"),
        (xlsx([[]]), "The first sheet is empty"),
        (b"\xd0\xcf\x11\xe0old", "before 2007, or one with a password"),
        (b"%PDF-1.7", "no table that can be read"),
        (b'[{"a": {"b": 1}}]', "what no cell can say"),
        (b'{"a": ' + b"[" * 99_999, "not JSON that can be read"),
        (b"TY  - \n" * 3, "holds no work"),
        (b"@article{", "no entry that can be read"),
    ],
)
def test_what_cannot_be_read_is_refused_in_plain_words(data, said):
    with pytest.raises(Unreadable, match=said):
        read(data, most=10)


def test_works_of_other_programs_are_in_the_words_of_csl():
    ris = "TY  - RPRT\r\nAU  - Cruz, Maria\r\nAU  - Police, Forum and Co\r\n"
    ris += "TI  - A title\r\nPY  - 2015/03//\r\nER  - \r\n"
    assert works(ris) == [
        {"type": "report", "title": "A title", "author": "Cruz, Maria; Police, Forum and Co", "issued": "2015-03"}
    ]
    bibtex = (
        r"@techreport{x, author={de la Cruz, Maria and {Bureau of Justice, U.S. DOJ}}, title={{B}ody caf\'e}, "
        "year=2015, month=mar, institution={PERF}}"
    )
    assert works(bibtex) == [
        {
            "type": "report",
            "title": "Body café",
            "author": 'de la Cruz, Maria; "Bureau of Justice, U.S. DOJ"',
            "issued": "2015-03",
            "publisher": "PERF",
            "id": "x",
        }
    ]
    csl = (
        '[{"type": "report", "title": "T", "author": [{"family": "King", "given": "M. L.", "suffix": "Jr."}, '
        '{"literal": "PERF"}], "issued": {"date-parts": [["2015", 3, 9]]}, "custom": 1}]'
    )
    assert works(csl) == [
        {"type": "report", "title": "T", "author": 'King, "M. L., Jr."; PERF', "issued": "2015-03-09"}
    ]
    assert "custom" in read(csl.encode()).notices[0]


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_our_own_files_come_back_as_they_were(form):
    make_finding(practice=make_practice(), rating_words="'=1", summary="=1 “é”\nsecond", source_title="_x0041_")
    data = b"".join(FINDINGS.written(Finding.objects.all(), form))
    assert kind_of(data) == form
    sheet = read(data)
    said = dict(zip(sheet.heads, sheet.rows[0].cells, strict=True))
    assert (said["rating_words"], said["summary"], said["source_title"]) == ("'=1", "=1 “é”\nsecond", "_x0041_")


def test_every_kind_has_a_name():
    assert set(NAMES) == {"csv", "xlsx", "ods", "json", "csl", "ris", "bibtex"}
