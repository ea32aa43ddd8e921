"""Which coding a reader is sent, and bytes in it."""

import gzip

import brotli
import pytest
from django.http import StreamingHttpResponse

from icpr.lib.http.compression import Streamed, chosen, compressed, is_compressible, is_worth_it, plain


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("", "identity"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("br;q=0, *", "gzip"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("GZIP ; Q=0.5", "gzip"),
        ("identity, gzip;q=0.5", "identity"),
        ("br;q=0,gzip;q=0", "identity"),
        ("gzip;q=7", "identity"),
        ("gzip;q=nan, ,;;=,\x00", "identity"),
        ("x" * 5_000 + ", gzip", "identity"),
    ],
)
def test_works(accepted, coding):
    assert chosen(accepted) == coding


def test_among_those_offered():
    assert chosen("gzip, br", ("gzip",)) == "gzip"
    assert chosen("br", ("gzip",)) == "identity"


@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
def test_there_and_back(coding):
    body = "Größe <p> ".encode() * 500
    made = compressed(body, coding)
    assert plain(made, coding) == body
    assert made == compressed(body, coding)
    assert (len(made) < 200) is (coding != "identity")
    assert {"br": brotli.decompress, "gzip": gzip.decompress, "identity": bytes}[coding](made) == body


def test_only_texts_are_compressed():
    texts = ["text/html; charset=utf-8", "text/csv", "application/json", "application/atom+xml", "application/xml"]
    texts += ["application/x-research-info-systems", "application/x-bibtex", "application/vnd.citationstyles.csl+json"]
    assert all(map(is_compressible, texts))
    assert not any(map(is_compressible, ["image/png", "application/pdf", "application/zip", "font/woff2", ""]))
    assert (is_worth_it("text/html", 199), is_worth_it("text/html", 200)) == (False, True)


@pytest.mark.django_db  # closing an answer looks after connections
def test_a_stream_is_compressed_as_it_is_made():
    closed = []
    response = StreamingHttpResponse(b"a line\n" for _ in range(5_000))
    response._resource_closers.append(lambda: closed.append(1))
    made = Streamed(response)
    parts = list(made)
    made.close()
    assert gzip.decompress(b"".join(parts)) == b"a line\n" * 5_000
    assert (made.streaming, closed) == (True, [1])
