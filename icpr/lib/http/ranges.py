"""A file as the answer to a request: whole, one part of it, or the word that the reader has it already.

Django compares ETag and Last-Modified but knows no ranges, and the packages that add them have been idle since 2017.
Rules: RFC 9110, sections 13 (conditions) and 14 (ranges).
"""

import re
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import BinaryIO

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date_safe

ONE_RANGE = re.compile(r"bytes=\s*(\d{0,20})-(\d{0,20})\s*", re.ASCII | re.IGNORECASE)


class Unsatisfiable(ValueError):
    """Raised for a range that begins after the end of the file."""


class Part:
    """So many of the next bytes of an open file, read in turn; closing it closes the file."""

    def __init__(self, file: BinaryIO, number: int):
        self._file, self._left = file, number

    def read(self, size: int) -> bytes:
        chunk = self._file.read(min(size, self._left))
        self._left -= len(chunk)
        return chunk

    def close(self) -> None:
        self._file.close()


class WholeOrPart(FileResponse):
    block_size = 64 * 1024


def respond(
    request: HttpRequest, reading: Callable[[range], BinaryIO], *, size: int, etag: str, modified: datetime, **options
) -> HttpResponseBase:
    """The answer to a GET or HEAD request for a file of `size` bytes.

    `reading` opens it at the first byte that is wanted; it is asked only if some are sent, which closes the file.
    `etag` is quoted and strong: other bytes have another one. 200 with the whole file, 206 with one range of it, 304 or
    412 by the conditions of the request, 416 for a range that begins after the end. `options` are FileResponse's own.
    """
    stamp = int(modified.timestamp())
    answer: HttpResponseBase | None = get_conditional_response(request, etag, stamp)
    wanted = None
    if answer is None:
        try:
            wanted = asked_range(request, size, etag, stamp)
        except Unsatisfiable:
            answer = HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"}, content_type="text/plain")
    if answer is None:
        sent = range(size) if wanted is None else wanted
        file = Part(reading(sent), len(sent)) if request.method == "GET" else BytesIO()
        answer = WholeOrPart(file, **options)
        answer["Content-Length"] = len(sent)
    if wanted is not None:
        answer.status_code = 206
        answer["Content-Range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{size}"
    answer["Accept-Ranges"], answer["ETag"], answer["Last-Modified"] = "bytes", etag, http_date(stamp)
    return answer


def asked_range(request: HttpRequest, size: int, etag: str, stamp: int) -> range | None:
    """The bytes a request wants of a file that is as `etag` and `stamp` say, or None for all of them.

    Only GET knows ranges. More than one range, another unit and what cannot be read are answered with the whole file,
    as is a range for a version that is no longer the present one (If-Range). Raises `Unsatisfiable`.
    """
    found = ONE_RANGE.fullmatch(request.headers.get("Range", "")) if request.method == "GET" else None
    if not found or not any(found.groups()) or not _is_version(request.headers.get("If-Range"), etag, stamp):
        return None
    first, last = (int(number) if number else None for number in found.groups())
    if first is None:  # the last so many bytes
        wanted = range(max(size - last, 0), size)
    elif last is not None and last < first:
        return None
    else:
        wanted = range(first, size if last is None else min(last + 1, size))
    if not wanted:
        raise Unsatisfiable
    return wanted


def _is_version(asked: str | None, etag: str, stamp: int) -> bool:
    """Whether If-Range, an ETag or a date, is absent or names the present version exactly."""
    return asked is None or asked == etag or parse_http_date_safe(asked) == stamp
