"""Bytes become the letters that were written, or it is asked which."""

import time

import pytest

from icpr.lib.text.encodings import NAMES, decode

MACINTOSH = b"Lt. Ren\x8ee Mu\x96oz,Ask \xd2both\xd3 chiefs\r"
MS_DOS = b"Lt. Ren\x82e Mu\xa4oz,plain\r\n"


def test_works():
    for data, encoding in ((MACINTOSH, "mac_roman"), (MS_DOS, "cp437"), ("Renée Muñoz’s".encode("cp1252"), "cp1252")):
        found = decode(data)
        assert (found.encoding, found.is_clear) == (encoding, True)
        assert found.text.count("Renée Muñoz") == 1
    assert "“both”" in decode(MACINTOSH).text


@pytest.mark.parametrize("encoding", NAMES)
@pytest.mark.parametrize("text", ["Renée Muñoz", "MUÑOZ", "María García", "résumé, año, señor", "él pidió más café"])
def test_a_plain_case_is_clear_in_any(text, encoding):
    found = decode(text.encode(encoding, "ignore"))
    if text.encode(encoding, "ignore").decode(encoding) == text:
        assert (found.text, found.is_clear) == (text, True)


@pytest.mark.parametrize("text", ["it’s the chief’s", "O’Brien, D’Angelo", "the officers’ rights", "2015–2016", "§ 5"])
def test_what_windows_writes_most_is_not_asked_about(text):
    found = decode(text.encode("cp1252"))
    assert (found.text, found.encoding) == (text, "cp1252")


@pytest.mark.parametrize(
    "data", [b"Stra\xe1e", "L’art d’aimer".encode("cp1252"), b"\x81", b"na\x8bve", "Ángel".encode("mac_roman")]
)
def test_what_may_be_either_is_asked_with_the_words_in_each(data):
    found = decode(data)
    assert not found.is_clear
    assert {reading.encoding: reading.words[0] for reading in found.readings} == {
        encoding: data.decode(encoding).split()[0] for encoding in NAMES if encoding != "cp1252" or b"\x81" not in data
    }


def test_what_somebody_chose_holds():
    for encoding in NAMES:
        found = decode(MS_DOS, encoding)
        assert (found.text, found.encoding, found.is_clear) == (MS_DOS.decode(encoding), encoding, True)
    assert decode(MS_DOS, "nonsense").encoding == "cp437"
    assert not decode(b"na\x8bve \x81", "cp1252").is_clear


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "ascii"])
def test_unicode_is_not_asked_about(encoding):
    text = "plain" if encoding == "ascii" else "Renée, 日本"
    found = decode(text.encode(encoding))
    assert (found.text, found.encoding, found.is_clear, found.readings) == (text, "", True, ())


def test_any_bytes_are_answered_in_time():
    start = time.perf_counter()
    for data in (bytes(range(256)) * 8_000, b"x" * 2_000_000 + b"\xe9", b"\xe9" * 2_000_000, b"\xe9 " * 1_000_000):
        assert decode(data).text
    assert time.perf_counter() - start < 20
