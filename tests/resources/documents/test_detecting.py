"""Uploads are looked into by a process of its own, which cannot hold up or harm the server."""

import io
import json
import os
import re
import resource
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile

from icpr.lib.confined.limits import Limits
from icpr.lib.filetypes import NotAllowed
from resources.documents.parsers.detecting import LOOKING, TOO_MUCH, format_of
from tests.factories import make_document, make_resource
from tests.icpr.test_house import MODULES
from tests.resources.documents import samples
from tests.server import ROOT


def archive_of(entries: int) -> bytes:
    """A Word file whose table of contents names so many empty parts besides its own; written by hand, for speed."""
    names = [b"[Content_Types].xml", b"word/document.xml", *(b"word/%d" % number for number in range(entries))]
    central = struct.Struct("<4s4B4HL2L5H2L")
    table = b"".join(central.pack(b"PK\x01\x02", 20, 0, 20, *[0] * 8, len(name), *[0] * 6) + name for name in names)
    start = b"PK\x03\x04" + bytes(26)
    return start + table + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 9, 9, len(table), len(start), 0)


def on_disk(content: bytes) -> TemporaryUploadedFile:
    """As Django hands over an upload of more than 2.5 MB."""
    upload = TemporaryUploadedFile("report.pdf", "application/pdf", len(content), None)
    upload.write(content)
    return upload


def test_works():
    assert format_of(io.BytesIO(samples.pdf("A page."))) == "pdf"
    with on_disk(archive_of(3)) as upload:
        assert format_of(upload) == "docx"
    with pytest.raises(NotAllowed, match=r"This file is empty\. The library takes"):
        format_of(io.BytesIO(b""))


@pytest.mark.parametrize("kept", [io.BytesIO, on_disk])
def test_an_archive_of_very_many_parts_costs_the_server_nothing(kept):
    content = archive_of(200_000)
    before, began = time.process_time(), time.monotonic()
    with (
        kept(content) as upload,
        pytest.raises(NotAllowed, match=r"parts; no document has so many|takes more time or memory"),
    ):
        format_of(upload)
    assert time.process_time() - before < 0.5
    assert time.monotonic() - began < LOOKING.wall + 20


def test_it_is_held_to_its_time():
    slow = Limits(memory=4 * LOOKING.memory, processor=1, wall=30)
    with pytest.raises(NotAllowed, match="takes more time or memory"):
        format_of(io.BytesIO(archive_of(1_000_000)), slow)
    began = time.monotonic()
    with pytest.raises(NotAllowed, match="could not be looked into"):
        format_of(io.BytesIO(b"words"), Limits(wall=0.001))
    assert time.monotonic() - began < 20


LATE = """
import signal, sys
from resources.documents.parsers import detecting
class Late(detecting.NotAllowed):
    @property
    def reason(self):
        signal.raise_signal(signal.SIGXCPU)
    @reason.setter
    def reason(self, text): pass
def detect(file): raise Late("Too late.")
detecting.detect = detect
detecting.main(sys.argv[1])
"""


def test_time_that_runs_out_while_the_answer_is_written_down_is_said():
    command = [sys.executable, "-c", LATE, LOOKING.to_json()]
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert json.loads(done.stdout) == {"refused": TOO_MUCH}, done.stderr


def test_a_process_that_cannot_start_is_said_and_not_raised(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(NotAllowed, match="could not be looked into"):
        format_of(io.BytesIO(b"words"))


def test_nothing_is_left_behind(tmp_path, monkeypatch):
    folder = tmp_path / "temp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    format_of(io.BytesIO(b"words"))
    with pytest.raises(NotAllowed):
        format_of(io.BytesIO(b"\x00"))
    assert not any(folder.iterdir())
    children = subprocess.run(["ps", "--ppid", str(os.getpid()), "-o", "args="], capture_output=True, text=True).stdout
    assert "resources.documents.parsers" not in children


@pytest.mark.django_db
def test_the_whole_file_is_kept_after_the_look():
    """The process reads the same open file; the server's own place in it must not move."""
    content = samples.pdf("A page.") + os.urandom(3_000_000)
    with on_disk(content) as upload:
        upload.seek(0)
        upload.read(10)
        document = make_document(file=upload)
    assert Path(document.file.path).read_bytes() == content
    assert document.format == "pdf"


@pytest.mark.django_db
def test_one_file_is_looked_into_once_and_another_anew():
    document = make_document(file=SimpleUploadedFile("a", b"words"), resource=make_resource())
    spent = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    document.file = ContentFile(samples.pdf("A page."), "b")
    document.full_clean()
    looked = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    document.save()
    assert document.format == "pdf"
    assert looked > spent
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime == looked


def test_the_server_looks_into_uploads_in_this_way_only():
    parsing = re.compile(
        r"import zipfile|pypdf|import expat|confined\.archives|\bdetect\b|from icpr\.lib\.exchange\.readers"
    )
    lookers = {name for name, path in MODULES.items() if parsing.search(path.read_text())}
    confined = ("resources.documents.parsers", "icpr.lib.exchange.readers", "icpr.lib.confined.archives")
    ours = {"icpr.lib.filetypes", "icpr.lib.zipped", "icpr.lib.exchange.xlsx"}  # the others write archives, read none
    assert {name for name in lookers if not name.startswith(confined)} == ours
