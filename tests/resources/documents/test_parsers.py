"""A file's text page by page, by a process that is held to its limits whatever the file does."""

import time

import pytest

from resources.documents import subprocess
from resources.documents.parsers.limits import Limits
from tests.resources.documents.samples import (
    PAGE_BREAK,
    archive,
    docx,
    docx_expanding_to,
    encrypted_pdf,
    paragraph,
    pdf,
    pdf_expanding_to,
    pdf_with,
    pdf_within_itself,
    pptx,
    stream,
)

MB = 1024 * 1024


@pytest.fixture
def read(tmp_path):
    def read_bytes(content: bytes, file_format: str, **limits):
        path = tmp_path / f"upload.{file_format}"
        path.write_bytes(content)
        return subprocess.read(path, file_format, Limits(**limits))

    return read_bytes


def test_works(read):
    found = read(pdf("Policing in the\ncommunity", "", "The third page"), "pdf")
    assert found.pages == {1: "Policing in the\ncommunity", 3: "The third page"}
    assert (found.page_count, found.note, found.settled) == (3, "", True)


def test_word_breaks_at_explicit_page_breaks(read):
    marked = '<w:p><w:pPr><w:pageBreakBefore/></w:pPr><w:r><w:t xml:space="preserve">Third </w:t><w:tab/></w:r></w:p>'
    deleted = "<w:p><w:del><w:r><w:delText>struck out</w:delText></w:r></w:del></w:p>"
    found = read(docx(paragraph("First") + deleted + PAGE_BREAK + paragraph("Second &amp; last") + marked), "docx")
    assert found.pages == {1: "First", 2: "Second & last", 3: "Third"}


def test_slides_are_pages_in_the_order_of_the_show(read):
    found = read(pptx("Opening\nwords", "Middle", "Thanks"), "pptx")
    assert found.pages == {1: "Opening\nwords", 2: "Middle", 3: "Thanks"}


def test_html_without_scripts_and_styles(read):
    page = """<!doctype html><title>Use of force</title><style>p{color:red}</style>
    <script>alert("<p>no</p>")</script><h1>Duty to <em>inter</em>vene</h1><p>Caf&eacute; &amp; more"""
    text = read(page.encode(), "html").pages[1]
    assert text.split("\n") == ["Use of force", "", "Duty to intervene", "", "Café & more"]


def test_form_feeds_part_plain_text(read):
    found = read("\ufeffUno — ñ\fDos\f".encode(), "txt")
    assert found.pages == {1: "Uno — ñ", 2: "Dos"}
    assert found.page_count == 2


def test_text_is_fit_to_store_and_search(read):
    text = (
        "enforce-\nment of\x00 of\u00adfi\u00ad\ncers\r\n\r\n\r\n\r\n"
        "self-report, self-\nreport \ufb01le\u200b  U.S.-\nMexico"
    )
    text += " community-\nBased"
    stored = read(text.encode(), "txt").pages[1]
    assert stored == "enforcement of officers\n\nself-report, self-report file U.S.-\nMexico community-Based"


def test_surrogates_never_reach_the_database(read):
    body = stream(b"BT /F1 12 Tf 72 720 Td <D800> Tj (fine\\000) Tj ET")
    for text in read(pdf_with([body]), "pdf").pages.values():
        assert "\x00" not in text
        text.encode()


REFUSED = {
    "scan": (pdf("", ""), "pdf", "no text, as a scan does"),
    "password": (encrypted_pdf("secret"), "pdf", "opens only with a password"),
    "truncated": (pdf("Some text")[:120], "pdf", "broken"),
    "not at all a PDF": (b"%PDF-1.7\n" + bytes(range(256)) * 40, "pdf", "broken"),
    "page tree within itself": (pdf_within_itself(), "pdf", "broken|no text"),
    "flate bomb": (lambda: pdf_expanding_to(1_000 * MB), "pdf", "made to harm|more memory|more time"),
    "zip bomb": (lambda: docx_expanding_to(400 * MB), "docx", "expands to far more"),
    "entities": (
        docx(paragraph("&b;"), before='<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'),
        "docx",
        "declares entities",
    ),
    "broken markup": (docx("<w:p>"), "docx", "broken"),
    "missing part": (archive({"word/other.xml": "<x/>"}), "docx", "broken"),
    "missing slides": (archive({"ppt/presentation.xml": "<x/>"}), "pptx", "broken"),
    "workbook": (archive({"xl/workbook.xml": "<x/>"}), "xlsx", "such files is not read"),
    "empty document": (docx(""), "docx", "holds no text"),
}


@pytest.mark.parametrize(("content", "file_format", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_what_gives_no_text_says_why(read, content, file_format, reason):
    found = read(content() if callable(content) else content, file_format)
    assert found.pages == {}
    assert found.settled
    assert any(part in found.note for part in reason.split("|")), found.note


def test_a_pdf_that_only_forbids_changes_is_read(read):
    assert read(encrypted_pdf(""), "pdf").pages == {1: "Behind a lock"}


def test_a_broken_page_does_not_take_the_others_with_it(read):
    broken = stream(b"\x00not deflated\xff", b"/Filter/NoSuchFilter")
    sound = stream(b"BT /F1 12 Tf 72 720 Td (Sound) Tj ET")
    found = read(pdf_with([sound, broken, sound]), "pdf")
    assert found.pages == {1: "Sound", 3: "Sound"}
    assert found.note == "1 of 3 pages cannot be read."


def test_three_thousand_pages_are_read_as_far_as_allowed(read):
    found = read(pdf(*["Word"] * 3_000), "pdf", pages=50)
    assert list(found.pages) == list(range(1, 51))
    assert found.page_count == 3_000
    assert found.note == "Only the first 50 of 3,000 pages are read: the rest is more than the library reads."


def test_more_text_than_is_kept_is_cut(read):
    found = read(b"\f".join([b"a" * 1_000] * 10), "txt", text=4_500, page_text=900)
    assert [len(text) for text in found.pages.values()] == [900] * 5
    assert found.note == "Only the first 5 of 10 pages are read: the rest is more than the library reads."


def test_memory_is_bounded(read):
    found = read(b"x " * (100 * MB), "txt", memory=160 * MB)
    assert (found.pages, found.settled) == ({}, True)
    assert found.note == "Reading it takes more memory than allowed."


def test_processor_time_is_bounded(read):
    started = time.monotonic()
    found = read(b"<!doctype html>" + b"<p>word " * 3_000_000, "html", processor=1, wall=60)
    assert time.monotonic() - started < 20
    assert found.note == "Reading it takes more time than allowed."


def test_pages_read_before_the_time_was_up_are_kept(read):
    sound = stream(b"BT /F1 12 Tf 72 720 Td (Sound) Tj ET")
    endless = stream(b"BT /F1 12 Tf 72 720 Td " + b"(word) Tj\n" * 5_000_000 + b"ET")
    found = read(pdf_with([sound, endless, sound]), "pdf", processor=2, wall=60, memory=4_096 * MB)
    assert found.pages == {1: "Sound"}
    assert found.note == "Only the first 1 of 3 pages are read: the rest takes more time than allowed."


def test_the_wall_clock_ends_it(read):
    started = time.monotonic()
    found = read(b"<!doctype html>" + b"<p>word " * 3_000_000, "html", wall=0.5)
    assert time.monotonic() - started < 20
    assert (found.note, found.settled) == ("Reading it took more than 0.5 seconds.", False)


def test_a_file_missing_from_storage_may_come_back(tmp_path):
    found = subprocess.read(tmp_path / "gone.pdf", "pdf")
    assert (found.note, found.settled) == (subprocess.MISSING, False)
