"""Spreadsheets as Excel and LibreOffice save them, as small as can be."""

import io
import zipfile
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from icpr.lib.exchange.readers.cells import address

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml'
    '.sheet.main+xml"/></Types>'
)
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/>'
    "</cellXfs></styleSheet>"
)

HIDDEN = ' state="hidden"'


def xlsx(*sheets: list[list], extra: str = "", hidden: tuple[int, ...] = ()) -> bytes:
    """An Excel file with some sheets. A cell that is bytes is XML of its own, with {} for where it stands."""
    held, names = io.BytesIO(), [f"Sheet{number}" for number in range(1, len(sheets) + 1)]
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"{HIDDEN if n in hidden else ""}/>'
        for n, name in enumerate(names, 1)
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{REL}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    styles = f'<Relationship Id="rIdS" Type="{REL}/styles" Target="styles.xml"/>'
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        root = f'<Relationship Id="rId1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/>'
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{PACKAGE}/relationships">{root}</Relationships>')
        archive.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets>{listed}</sheets></workbook>'
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}/relationships">{related}{styles}</Relationships>',
        )
        archive.writestr("xl/styles.xml", STYLES)
        for number, rows in enumerate(sheets, 1):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(rows, extra))
    return held.getvalue()


def _sheet(rows: list[list], extra: str) -> str:
    cells = (
        "".join(_cell(value, address(place, at)) for at, value in enumerate(row)) for place, row in enumerate(rows)
    )
    lines = "".join(f'<row r="{place}">{held}</row>' for place, held in enumerate(cells, 1))
    return f'<worksheet xmlns="{MAIN}"><sheetData>{lines}</sheetData>{extra}</worksheet>'


def _cell(value, where: str) -> str:
    match value:
        case None | "":
            return ""
        case bytes():
            return value.decode().replace("{}", where)
        case bool():
            return f'<c r="{where}" t="b"><v>{int(value)}</v></c>'
        case date():
            return f'<c r="{where}" s="1"><v>{(value - date(1899, 12, 30)).days}</v></c>'
        case int() | float():
            return f'<c r="{where}"><v>{value}</v></c>'
    return f'<c r="{where}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
MIME = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = (
    f'<manifest:manifest xmlns:manifest="{OFFICE}:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
    f'manifest:media-type="{MIME}"/></manifest:manifest>'
)


def ods(rows: list[list]) -> bytes:
    """An OpenDocument file with one sheet. A cell that is bytes is XML of its own."""
    lines = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    content = (
        f'<office:document-content xmlns:office="{OFFICE}:office:1.0" xmlns:table="{OFFICE}:table:1.0" '
        f'xmlns:text="{OFFICE}:text:1.0"><office:body><office:spreadsheet><table:table table:name="One">{lines}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("mimetype", MIME)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", content)
    return held.getvalue()


def _ods_cell(value) -> str:
    match value:
        case None | "":
            return "<table:table-cell/>"
        case bytes():
            return value.decode()
        case bool():
            kind = f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"'
        case date():
            kind = f'office:value-type="date" office:date-value={quoteattr(value.isoformat())}'
        case int() | float():
            kind = f'office:value-type="float" office:value="{value}"'
        case _:
            kind = 'office:value-type="string"'
    paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f"<table:table-cell {kind}>{paragraphs}</table:table-cell>"
