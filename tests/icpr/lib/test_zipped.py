"""Files become one ZIP archive: the same bytes each time, little memory, and never half of one that looks whole."""

import io
import shutil
import subprocess
import tracemalloc
import unicodedata
import zipfile
from itertools import repeat

import pytest
from django.core.files.base import ContentFile

from icpr.lib import zipped
from icpr.lib.stores.folder import FolderStorage
from icpr.lib.zipped import Archive, Member, MemberChanged, safe_name, unique_names

MEGABYTE = b"\0" * 1024 * 1024
TEXT = Member.of_text("cover.txt", "A cover — with “quotes”.\n")
PDF = Member("policy.pdf", 13, lambda: [b"%PDF-", b"1.7 ", b"body"], "1")


def opened(archive: Archive) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(archive)))


def test_works():
    archive = Archive([TEXT, PDF])
    with opened(archive) as found:
        assert found.testzip() is None
        assert found.namelist() == [member.name for member in archive.members] == ["cover.txt", "policy.pdf"]
        assert found.read("cover.txt").decode() == "A cover — with “quotes”.\n"
        assert found.read("policy.pdf") == b"%PDF-1.7 body"
        assert {entry.compress_type for entry in found.infolist()} == {zipfile.ZIP_STORED}
    assert b"".join(zipped.zipped([TEXT, PDF])) == b"".join(archive)


def test_the_same_members_give_the_same_bytes_and_others_another_etag():
    archive, again = Archive([TEXT, PDF]), Archive([TEXT, PDF])
    assert b"".join(archive) == b"".join(archive) == b"".join(again)
    assert archive.etag == again.etag
    others = (
        [PDF, TEXT],
        [TEXT],
        [TEXT, Member("policy.pdf", 13, PDF.chunks, "2")],
        [TEXT, Member("other.pdf", 13, PDF.chunks, "1")],
        [Member.of_text("cover.txt", "Another"), PDF],
    )
    assert len({archive.etag, *(Archive(members).etag for members in others)}) == len(others) + 1


@pytest.mark.parametrize("number", [0, 1, 70_000])
def test_its_length_is_known_before(number):
    archive = Archive([Member.of_text(f"é {place}.txt", "x" * (place % 7)) for place in range(number)])
    assert sum(map(len, archive)) == archive.size


def test_more_than_two_gigabytes_are_written_as_zip64_with_little_memory(tmp_path):
    """Of the bytes, which are zeros but for the last file's, holes are left in the one they are written to."""
    parts = 2_100
    film = Member("film.mp4", parts * len(MEGABYTE), lambda: repeat(MEGABYTE, parts), "1")
    archive, path = Archive([TEXT, film, PDF]), tmp_path / "large.zip"
    tracemalloc.start()
    with path.open("wb") as file:
        for part in archive:
            if part.count(0) == len(part):
                file.seek(len(part), io.SEEK_CUR)
            else:
                file.write(part)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 5 * len(MEGABYTE)
    assert path.stat().st_size == archive.size
    with zipfile.ZipFile(path) as found:
        assert found.getinfo("film.mp4").file_size == film.size
        assert found.read("policy.pdf") == b"%PDF-1.7 body"


@pytest.mark.skipif(shutil.which("unzip") is None, reason="needs unzip")
def test_other_programs_read_it(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(b"".join(Archive([TEXT, PDF, Member.of_text("Gesetz über Ähnliches.txt", "§")])))
    done = subprocess.run(["unzip", "-t", path], capture_output=True, text=True, env={"LC_ALL": "C.UTF-8"})
    assert done.returncode == 0, done.stdout
    assert "No errors detected" in done.stdout


def test_files_are_opened_at_their_turn_and_one_at_a_time():
    told = []

    def chunks(name: str):
        told.append(f"open {name}")
        yield b"12"
        yield b"3"
        told.append(f"close {name}")

    archive = Archive(Member(name, 3, lambda name=name: chunks(name), "") for name in "ab")
    assert told == []
    b"".join(archive)
    assert told == ["open a", "close a", "open b", "close b"]


def broken():
    yield b"%PDF-"
    raise OSError("The disk is gone.")


@pytest.mark.parametrize(
    ("chunks", "error"),
    [(broken, OSError), (lambda: [b"short"], MemberChanged), (lambda: [b"longer", b" than", b" said"], MemberChanged)],
    ids=["broken", "short", "long"],
)
def test_an_archive_that_breaks_off_cannot_pass_for_whole(chunks, error):
    archive, parts = Archive([TEXT, Member("policy.pdf", 13, chunks, ""), PDF]), []
    with pytest.raises(error):
        parts.extend(archive)
    given = b"".join(parts)
    assert 0 < len(given) < archive.size
    with pytest.raises(zipfile.BadZipFile):
        zipfile.ZipFile(io.BytesIO(given))


def test_one_that_is_not_wanted_any_more_closes_its_file(tmp_path):
    storage = FolderStorage(tmp_path)
    key = storage.save("a.pdf", ContentFile(MEGABYTE))
    parts = iter(Archive([Member.of_file("a.pdf", storage, key)]))
    next(parts)
    parts.close()


def test_a_file_of_a_storage(tmp_path):
    storage = FolderStorage(tmp_path)
    key = storage.save("kept.pdf", ContentFile(b"%PDF-1.7 kept"))
    member = Member.of_file("policy.pdf", storage, key)
    with opened(Archive([member])) as found:
        assert found.read("policy.pdf") == b"%PDF-1.7 kept"
    (tmp_path / key).write_bytes(b"%PDF-1.7 by hand")
    assert Archive([Member.of_file("policy.pdf", storage, key)]).etag != Archive([member]).etag
    (tmp_path / key).unlink()
    with pytest.raises(FileNotFoundError):
        Member.of_file("policy.pdf", storage, key)
    with pytest.raises(FileNotFoundError):
        b"".join(Archive([member]))


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("Use of force.pdf", "Use of force.pdf"),
        ("Política pública — 2.ª ed.pdf", "Política pública — 2.ª ed.pdf"),
        ("../../etc/passwd", "-..-etc-passwd"),
        ("C:\\Windows\\a.pdf", "C-Windows-a.pdf"),
        ("/etc/passwd", "-etc-passwd"),
        ("a\0b\r\nc\td.pdf", "ab c d.pdf"),
        ("bill\u202efdp.exe", "billfdp.exe"),
        ('Who? "What" <where>|*.pdf', "Who- -What- -where-.pdf"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("console.txt", "console.txt"),
        (" . ", "file"),
        ("", "file"),
        ("\ud800.pdf", "pdf"),
        ("name. ", "name"),
        ("e\u0301.pdf", "é.pdf"),
    ],
)
def test_names_are_those_of_plain_files(given, safe):
    assert safe_name(given) == safe


def test_long_names_keep_their_ending():
    for letter in ("x", "é", "漢", "🚓"):
        name = safe_name(letter * 400 + ".docx")
        assert name.endswith(f"{letter}.docx")
        assert len(name.encode()) <= zipped.LONGEST_NAME
    assert len(safe_name("a." + "x" * 900)) <= zipped.LONGEST_NAME


def test_two_of_one_name_are_two_files():
    accented = "Café.pdf"
    given = ["a.pdf", "A.PDF", "a.pdf", "a-2.pdf", accented, unicodedata.normalize("NFD", accented), "ﬁ.txt", "fi.txt"]
    names = unique_names(given)
    assert names == ["a.pdf", "A-2.PDF", "a-3.pdf", "a-2-2.pdf", "Café.pdf", "Café-2.pdf", "ﬁ.txt", "fi-2.txt"]
    with opened(Archive(Member.of_text(name, name) for name in given)) as found:
        assert [found.read(name).decode() for name in names] == given
