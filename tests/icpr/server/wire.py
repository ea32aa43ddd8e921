"""HTTP by raw sockets: what no client would send, and exactly what comes back."""

import socket
import struct
from dataclasses import dataclass
from urllib.parse import urlencode

BREAK_OFF, FIN, RST = "leave it open", "FIN", "RST"


@dataclass(frozen=True)
class Reply:
    """`status` is 0 when nothing came; `is_closed` whether the server closed the connection after it."""

    status: int
    headers: dict[str, str]
    body: bytes
    is_closed: bool

    @property
    def text(self) -> str:
        return self.body.decode()


def head(method: str, address: str, *lines: str, host: str = "localhost") -> bytes:
    return "\r\n".join([f"{method} {address} HTTP/1.1", f"Host: {host}", *lines, "", ""]).encode()


def form(fields: dict) -> bytes:
    return urlencode(fields, doseq=True).encode()


def post(address: str, body: bytes, *lines: str) -> bytes:
    """A whole form."""
    kind = "Content-Type: application/x-www-form-urlencoded"
    return head("POST", address, kind, f"Content-Length: {len(body)}", *lines) + body


def connect(port: int, *, timeout: float = 30, source: str = "127.0.0.1") -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=timeout, source_address=(source, 0))


def ask(port: int, sent: bytes, *, end: str = BREAK_OFF, is_head: bool = False) -> Reply:
    """Send these bytes and read one answer; with FIN, first close our side; with RST, break the connection at once."""
    with connect(port) as connection:
        connection.sendall(sent)
        if end == RST:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return Reply(0, {}, b"", is_closed=True)
        if end == FIN:
            connection.shutdown(socket.SHUT_WR)
        return read(connection, is_head=is_head)


def read(connection: socket.socket, *, is_head: bool = False) -> Reply:
    """The next answer on a connection."""
    with connection.makefile("rb") as stream:
        status = int(stream.readline()[9:12] or 0)
        headers = {}
        while line := stream.readline().strip():
            name, _, value = line.decode("latin-1").partition(": ")
            headers[name.lower()] = value
        if is_head or status in {100, 204, 304}:
            body = b""
        elif "content-length" in headers:
            body = stream.read(int(headers["content-length"]))
        else:
            body = b"".join(_chunks(stream))
        is_closed = headers.get("connection") == "close" or not status
        if is_closed:
            assert stream.read() == b"", "nothing after the answer"
        return Reply(status, headers, body, is_closed)


def _chunks(stream):
    while size := int(stream.readline() or b"0", 16):
        yield stream.read(size)
        stream.readline()
    stream.readline()
