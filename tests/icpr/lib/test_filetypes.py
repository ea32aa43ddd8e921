"""A file is what its bytes say: taken as a format of the library, or refused with what it is."""

import io
from pathlib import Path

import pytest

from icpr.lib.filetypes import NotAllowed, detect

SAMPLES = Path(__file__).parent / "filetypes"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"
HTML = "<html><body><p>Words</p></body></html>"

TAKEN = {
    "pdf": [
        *((SAMPLES / name).read_bytes() for name in ("leading-bom.pdf", "leading-newline.pdf")),
        PDF,
        b"%PDF-1.7 torn",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n" + PDF,
        b"<br />\n<b>Warning</b>: mktime() in x.php\n" + PDF,
        b"\x00report".ljust(128, b"\x00") + PDF,  # a MacBinary header
        b" " * 1_018 + PDF,
        b"\n" + PDF[:-6] + b"\n" * 900,
        b"\n" + PDF + b"\n" * 900,
    ],
    "html": [
        (SAMPLES / "xhtml.html").read_bytes(),
        *(
            text.encode()
            for text in (
                HTML,
                f"\ufeff\r\n  {HTML.upper()}",
                f"<!doctype HTML>{HTML}",
                f"<!-- saved from url=(0022)https://example.org/ -->\n<!DOCTYPE html>\n{HTML}",
                '<?xml version="1.0"?>\n<!-- a -->\n'
                f'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "x.dtd">{HTML}',
                f'<?xml version="1.0"?><?xml-stylesheet href="a.css"?>{HTML}',
                '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head/></html>',
                "<p>A paragraph saved alone.</p>",
                "<TITLE>Old page</TITLE>",
                "<script>alert(1)</script>",
            )
        ),
    ],
    "txt": [
        text.encode()
        for text in (
            "A sentence.",
            "\ufeffA sentence with a mark before it.",
            "<Agency name> Police Department\n\nUse of force\n",
            "<INSERT AGENCY NAME HERE> shall ...",
            "<chief@example.org> wrote:\n> all well",
            "<3 days of leave\n",
            "TO: All sworn staff\nFROM: The chief\nDATE: May 5\nSUBJECT: Body-worn cameras\nReceived: ____\n\nWords.",
            "[Draft] Policy on pursuits\n[end]",
            "[1] See section 2.\n[2] See section 3. [end]",
            "{Agency} adopts this policy. {end}",
            "A PDF file begins with %PDF-1.4 and ends with a mark.",
            "# A title\n\n- a list in Markdown with `<b>`\n",
            "WEBVTT\n\n00:01.000 --> 00:04.000\nGood morning.",
            "name,number\nPeel,9\n",
            "It begins with words: begin 644 or not\f",
            "#1 rule: be fair",
        )
    ],
}
REFUSED = {
    "rich text": [(SAMPLES / "rtf.txt").read_bytes(), b"\xef\xbb\xbf{\\rtf1\\ansi x}"],
    "XML": [
        b'<?xml version="1.0"?><note><to>A</to></note>',
        b"<note><to>A</to></note>",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b'<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"></rss>',
        b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd"><svg></svg>',
        b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        b"<!-- an icon --><path d='M0'/>",
    ],
    "PostScript": [b"%!PS-Adobe-3.0\n%%Title: x\n", b"\n%!PS-Adobe-3.0 EPSF-3.0\n"],
    "saved mail": [
        b"Return-Path: <a@example.org>\r\nFrom: a\r\n\r\nHello",
        b"From a@example.org Thu May  7 10:00:00 2026\nMessage-ID: <1@example.org>\nSubject: x\n\nHello",
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: x\r\nMIME-Version: 1.0\r\n\r\n<html>",
        b"Subject: x\nReceived: from a by b\n\nHello",
    ],
    "JSON": [b'{"a": 1}', b'\n[\n  {"a": 1},\n {"b": 2}\n]\n', b"[1, 2, 3]", b'["a", "b"]', b'{"a": 1}\n{"a": 2}\n'],
    "a program": [
        b"#!/bin/sh\necho\n",
        b"#! /usr/bin/env python\n",
        b"<?php echo 1; ?>",
        b"@ECHO OFF\r\ndir",
        b"<%= x %>",
    ],
    "LaTeX": [b"\\documentclass{article}\n\\begin{document}"],
    "a calendar": [b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", b"BEGIN:VCARD\r\n"],
    "a key": [b"-----BEGIN RSA PRIVATE KEY-----\nMII\n"],
    "an encoded file": [b"begin 644 report.pdf\nM\n"],
    "not in UTF-8": ["Café".encode("latin-1"), "Café".encode("cp850")],
    "of before 2007": [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)],
    "a picture": [b"\x89PNG\r\n\x1a\n\x00", b"GIF89a\x00" + PDF, b"\xff\xd8\xff\xe0" + b" " * 50 + PDF],
    "no kind the library knows": [
        b"A text\x00with NUL",
        b"\x01\x02\x03",
        "UTF-16".encode("utf-16"),
        b"text \x08\x08\x07",
    ],
    "empty": [b""],
}


def both(samples: dict[str, list[bytes]]) -> list:
    return [pytest.param(name, data, id=f"{name}-{n}") for name, kind in samples.items() for n, data in enumerate(kind)]


def test_works():
    assert detect(io.BytesIO(PDF)) == "pdf"
    with pytest.raises(NotAllowed, match=r"^This file is a picture\. The library takes PDF, Word, "):
        detect(io.BytesIO(b"\x89PNG\r\n\x1a\n\x00"))


@pytest.mark.parametrize(("file_format", "data"), both(TAKEN))
def test_what_readers_can_open_is_taken(file_format, data):
    assert detect(io.BytesIO(data)) == file_format


@pytest.mark.parametrize(("reason", "data"), both(REFUSED))
def test_what_is_no_document_is_refused_with_what_it_is(reason, data):
    with pytest.raises(NotAllowed) as refusal:
        detect(io.BytesIO(data))
    assert reason in refusal.value.reason


def test_a_pdf_mark_after_the_first_kilobyte_is_no_pdf():
    assert detect(io.BytesIO(b" " * 2_000 + PDF)) == "txt"


@pytest.mark.parametrize("end", [b"\xff", b"\x00", "é".encode()[:1]])
def test_text_is_looked_at_to_its_end(end):
    with pytest.raises(NotAllowed):
        detect(io.BytesIO(b"words " * 400_000 + end))
