"""One call of a WSGI application: from an ASGI scope and a whole body to an answer that needs no thread to be sent."""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import BinaryIO
from urllib.parse import unquote_to_bytes

from django.utils.http import parse_header_parameters

from icpr.lib.batches import BATCH, batched
from icpr.lib.metrics.counting import ARRIVED
from icpr.server.refusals import OTHER_ENCODING, Refused


def environ_of(scope: dict, body: BinaryIO, size: int) -> dict:
    """The WSGI environment of a request. A header with an underscore in its name could pass for another:
    it is left out.

    Raises Refused for another encoding than UTF-8: Django would read the address in it too, or fail.
    """
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": scope["server"][0],
        "SERVER_PORT": str(scope["server"][1]),
        "REMOTE_ADDR": scope["client"][0] if scope["client"] else "",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        ARRIVED: time.perf_counter(),
    }
    for name, value in scope["headers"]:
        if b"_" in name or name in (b"content-length", b"transfer-encoding"):
            continue
        key, text = name.decode("latin-1").upper().replace("-", "_"), value.decode("latin-1")
        key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
        joint = "; " if key == "HTTP_COOKIE" else ","
        environ[key] = f"{environ[key]}{joint}{text}" if key in environ else text
    if size:
        environ["CONTENT_LENGTH"] = str(size)
    if not _is_utf8(environ.get("CONTENT_TYPE", "")):
        raise Refused(OTHER_ENCODING)
    return environ


def _is_utf8(content_type: str) -> bool:
    try:
        named = parse_header_parameters(content_type)[1].get("charset", "utf-8")
    except ValueError:  # the name itself is in an encoding that nobody knows
        return False
    return named.lower() in {"utf-8", "utf8"}


@dataclass(slots=True)
class Answer:
    """`first` is the body, or its beginning when there is a `rest`; then `close` is to be called when that is sent."""

    status: int
    headers: list[tuple[bytes, bytes]]
    first: bytes
    rest: Iterator[bytes] | None = None
    close: Callable[[], None] | None = None


def answer_of(application: Callable, environ: dict) -> Answer:
    """What the application answers. All its work is done here:
    what is left lies in a file, and can wait for a reader."""
    started = []
    source = application(environ, lambda status, headers, error=None: started.append((status, headers)))
    is_file, is_streamed = getattr(source, "file_to_stream", None) is not None, getattr(source, "streaming", False)
    try:
        (status, headers), first, rest = started[-1], b"", None
        is_head = environ["REQUEST_METHOD"] == "HEAD"  # what is streamed is then not made, and has no length to tell
        if is_streamed and not is_file and not is_head:
            source, size = _spooled(source)
            headers = _with_length(status, headers, size)
        if not is_streamed:
            first = b"".join(source)
            headers = _with_length(status, headers, len(first))
        elif not is_head:
            batches = batched(source)
            first, second = next(batches, b""), next(batches, None)
            rest = chain([second], batches) if second else None
    except BaseException:
        _close(source)
        raise
    if rest is None:
        _close(source)
    coded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    return Answer(int(status[:3]), coded, first, rest, source.close if rest else None)


def _with_length(status: str, headers: list[tuple[str, str]], size: int) -> list[tuple[str, str]]:
    """The headers with the length of the body, which is then the same for HEAD, unless they have it already."""
    if status[:3] in {"204", "304"} or any(name.lower() == "content-length" for name, _ in headers):
        return headers
    return [*headers, ("Content-Length", str(size))]


def _spooled(source: Iterator[bytes]) -> tuple[SpooledTemporaryFile, int]:
    """All that a generator makes, in a file without a name, and its length.
    A slow reader holds neither it nor a thread."""
    file = SpooledTemporaryFile(BATCH)  # noqa: SIM115  closed when it is sent
    try:
        file.writelines(source)
    except BaseException:
        file.close()
        raise
    finally:
        _close(source)
    size = file.tell()
    file.seek(0)
    return file, size


def _close(source) -> None:
    if hasattr(source, "close"):
        source.close()
