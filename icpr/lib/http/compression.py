"""Content codings: which one a reader takes, and bytes in it. Rules: RFC 9110, section 12.5.3."""

import gzip
import re
from collections.abc import Iterator
from functools import lru_cache

import brotli
from django.http import StreamingHttpResponse
from django.utils.text import compress_sequence

IDENTITY, GZIP, BROTLI = "identity", "gzip", "br"
CODINGS = (BROTLI, GZIP, IDENTITY)
GZIP_LEVEL, BROTLI_QUALITY = 6, 5
LEAST = 200  # bytes: what is shorter becomes no shorter
COMPRESSIBLE = re.compile(r"text/|application/(?:(?:[\w.-]+\+)?(?:json|xml)\b|x-research|x-bibtex|jsonl|x-ndjson)")
WEIGHT = re.compile(r"\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*")


def is_compressible(content_type: str) -> bool:
    """Whether it is a text of some sort."""
    return COMPRESSIBLE.match(content_type) is not None


def is_worth_it(content_type: str, size: int) -> bool:
    """Whether so many bytes of a media type become shorter."""
    return size >= LEAST and is_compressible(content_type)


def chosen(accepted: str, among: tuple[str, ...] = (BROTLI, GZIP)) -> str:
    """The coding for a reader that sends this `Accept-Encoding`: of those as welcome, the first of `among`."""
    return _chosen(accepted[:200], among)


@lru_cache(maxsize=500)
def _chosen(accepted: str, among: tuple[str, ...]) -> str:
    weights = {}
    for part in accepted.lower().split(","):
        name, _, parameters = part.partition(";")
        weights[name.strip()] = _weight(parameters)
    best = max(among, key=lambda coding: weights.get(coding, weights.get("*", 0)))
    weight = weights.get(best, weights.get("*", 0))
    return best if weight > 0 and weight >= weights.get(IDENTITY, 0) else IDENTITY


def _weight(parameters: str) -> float:
    found = WEIGHT.fullmatch(parameters)
    return float(found[1]) if found else float(not parameters)


def compressed(body: bytes, coding: str) -> bytes:
    """The bytes in a coding. The same bytes give the same each time, in every process."""
    if coding == BROTLI:
        return brotli.compress(body, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
    return gzip.compress(body, GZIP_LEVEL, mtime=0) if coding == GZIP else body


def plain(body: bytes, coding: str) -> bytes:
    """What was compressed into a coding."""
    if coding == BROTLI:
        return brotli.decompress(body)
    return gzip.decompress(body) if coding == GZIP else body


class Streamed:
    """A streaming response whose bytes are compressed by gzip as they are made; like it to a WSGI server."""

    streaming = True

    def __init__(self, response: StreamingHttpResponse):
        self.response = response

    def __iter__(self) -> Iterator[bytes]:
        return compress_sequence(self.response)

    def close(self) -> None:
        self.response.close()
