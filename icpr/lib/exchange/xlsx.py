"""A workbook of one sheet (Office Open XML, ECMA-376) written while its lines are read.

Every cell is a text, and typed as one: no spreadsheet runs it or makes a number or a day of it, so none is guarded.
The columns are of the format "Text", so that what is typed beside them stays as it is typed, too.
"""

import re
import zipfile
from collections.abc import Iterable, Iterator
from html import escape

from icpr.lib.column_letters import column_letters
from icpr.lib.zipped import MADE_AT, Written

LONGEST_CELL = 32_767  # characters; Excel drops what comes after
TOO_LONG = "(Too long for a cell of a spreadsheet: it stays as it is in the library. JSON holds it whole.)"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SHEET = "xl/worksheets/sheet1.xml"

PLAIN, HEAD = 1, 2  # places in `cellXfs` of the styles
FIXED = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/>'
    f'<Override PartName="/{SHEET}" ContentType="{KIND}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
    '<sheets><sheet name="Library" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '</fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}
# What XML cannot hold, or makes another of, stands as _x0008_; and what would be read as such has its first sign so.
ESCAPED = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")


def xlsx_parts(heads: list[str], lines: Iterable[list[str]]) -> Iterator[bytes]:
    """The workbook in parts. A text that is too long for a cell is not there: `TOO_LONG` says so, and what to do."""
    written = Written()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
        for name, content in FIXED.items():
            archive.writestr(_entry(name), XML + content)
        with archive.open(_entry(SHEET), "w", force_zip64=True) as sheet:
            for part in _sheet(heads, lines):
                sheet.write(part.encode())
                if taken := written.taken():
                    yield taken
    yield written.taken()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, MADE_AT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _sheet(heads: list[str], lines: Iterable[list[str]]) -> Iterator[str]:
    letters = [column_letters(place) for place in range(len(heads))]
    yield (
        f'{XML}<worksheet xmlns="{MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols><col min="1" max="{len(heads)}" width="24" style="{PLAIN}" customWidth="1"/></cols><sheetData>'
        f"{_row(1, letters, heads, HEAD)}"
    )
    for number, line in enumerate(lines, 2):
        yield _row(number, letters, line, PLAIN)
    yield "</sheetData></worksheet>"


def _row(number: int, letters: list[str], line: list[str], style: int) -> str:
    cells = [
        f'<c r="{letter}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_safe(text)}</t></is></c>'
        for letter, text in zip(letters, line, strict=True)
        if text
    ]
    return f'<row r="{number}">{"".join(cells)}</row>'


def _safe(text: str) -> str:
    return escape(ESCAPED.sub(_code, text if len(text) <= LONGEST_CELL else TOO_LONG), quote=False)


def _code(found: re.Match) -> str:
    return f"_x{ord(found[0]):04X}_"
