"""Who sends slowly, too much or nothing at all is refused, and nobody else has to wait for it."""

import socket
import time
from contextlib import ExitStack, contextmanager, suppress

import pytest

from tests.icpr.server import wire
from tests.icpr.server.test_every_form import CHUNKED, KIND, chunk
from tests.server import environment, free_port, serving

SLOW_ONES = 60  # against eight threads
READER_SECONDS = 5.0  # who waited for the slow would wait ten and more
ENDS_WITHIN = 25
MB = 1024 * 1024
ADD = "/admin/resources/resource/add/"
FILES = "Content-Type: multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="%b"%b\r\n\r\n'


def p95_of_readers(site, seconds: float) -> float:
    took, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.monotonic()
        assert wire.ask(site.port, wire.head("GET", "/about/")).status == 200
        took.append(time.monotonic() - began)
    return sorted(took)[int(len(took) * 0.95)]


@contextmanager
def slow(site, begin: bytes):
    """Connections that send a beginning, and no more."""
    with ExitStack() as stack:
        opened = [stack.enter_context(wire.connect(site.port)) for _ in range(SLOW_ONES)]
        for connection in opened:
            connection.sendall(begin)
        yield opened


@pytest.mark.parametrize(
    ("begin", "status"),
    [
        pytest.param(wire.head("POST", "/plan/", KIND, "Content-Length: 1000") + b"note=x", 408, id="a body"),
        pytest.param(wire.head("POST", "/plan/", KIND, CHUNKED) + chunk(b"note=x"), 408, id="chunks"),
        pytest.param(b"POST /plan/ HTTP/1.1\r\nHost: localhost\r\nX-A: ", 408, id="headers", marks=pytest.mark.slow),
        pytest.param(b"", 0, id="nothing", marks=pytest.mark.slow),
    ],
)
def test_works_for_others_while_some_are_slow(site, begin, status):
    before = site.everything()
    began = time.monotonic()
    with slow(site, begin) as opened:
        assert p95_of_readers(site, 4) < READER_SECONDS
        for connection in opened:
            reply = wire.read(connection)
            assert (reply.status, reply.is_closed) == (status, True)
            assert not status or "took too long" in reply.text
    assert time.monotonic() - began < ENDS_WITHIN
    assert site.everything() == before


@pytest.mark.slow
def test_a_body_that_trickles_ends_too(site):
    """Always a little, so that the connection is never silent: the least rate and the time in all count."""
    began = time.monotonic()
    with wire.connect(site.port) as connection:
        connection.sendall(wire.head("POST", "/plan/", KIND, "Content-Length: 1000000"))
        with suppress(ConnectionResetError, BrokenPipeError):
            while time.monotonic() - began < ENDS_WITHIN:
                connection.sendall(b"x" * 400)
                time.sleep(0.25)
    assert 8 < time.monotonic() - began < ENDS_WITHIN


def test_who_does_not_read_holds_no_thread(site):
    with ExitStack() as stack:
        for _ in range(SLOW_ONES):
            connection = stack.enter_context(socket.socket())
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.connect(("127.0.0.1", site.port))
            connection.sendall(wire.head("GET", site.large))
        assert p95_of_readers(site, 4) < READER_SECONDS
    whole = wire.ask(site.port, wire.head("GET", site.large))
    assert len(whole.body) == int(whole.headers["content-length"]) == 16_000_000


FEW_FILES = """
import resource, runpy
resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
runpy.run_module("icpr.server", run_name="__main__")
"""


def test_of_too_many_connections_the_oldest_without_a_request_goes(site, tmp_path):
    port = free_port()
    env = environment(tmp_path, DATABASE_URL=site.database, PORT=str(port), WORKERS="1")
    with serving(["-c", FEW_FILES], env, port), ExitStack() as stack:
        for _ in range(400):
            stack.enter_context(wire.connect(port)).sendall(b"GET / HT")
        assert wire.ask(port, wire.head("GET", "/robots.txt")).status == 200
        assert "too many connections" in (tmp_path / "server.log").read_text()


def upload(size: int, **fields: str) -> bytes:
    """A form with a file of so many bytes."""
    parts = [PART % (name.encode(), b"") + value.encode() + b"\r\n" for name, value in fields.items()]
    file = PART % (b"documents-0-file", b'; filename="a.txt"\r\nContent-Type: text/plain') + b"a" * size
    return b"".join(parts) + file + b"\r\n--x--\r\n"


def send(site, address: str, body: bytes, *lines: str) -> wire.Reply:
    return wire.ask(site.port, wire.head("POST", address, FILES, f"Content-Length: {len(body)}", *lines) + body)


@pytest.mark.parametrize("who", ["", "reader", "former", "forged"])
def test_too_much_is_refused_before_it_is_sent(site, who):
    cookies = ["Cookie: sessionid=" + "x" * 32] if who == "forged" else [site.cookie(who)] if who else []
    for address in ("/", "/plan/", "/nowhere/", "/admin/login/", ADD):
        reply = wire.ask(site.port, wire.head("POST", address, FILES, f"Content-Length: {400 * MB}", *cookies))
        assert (reply.status, reply.is_closed) == (413, True), address
        assert "At most 2.5 MB" in reply.text
        expecting = wire.head("POST", address, f"Content-Length: {3 * MB}", "Expect: 100-continue", *cookies)
        assert wire.ask(site.port, expecting).status == 413
    assert site.temporary == []


def test_the_answer_is_read_by_who_sends_on(site):
    """A browser sends all of its form before it reads; it must not be cut off without a word."""
    reply = send(site, "/plan/", b"a" * (20 * MB))
    assert reply.status == 413
    assert "At most 2.5 MB" in reply.text


def test_too_much_in_chunks_is_refused_on_the_way(site):
    with wire.connect(site.port) as connection:
        connection.sendall(wire.head("POST", "/plan/", KIND, CHUNKED))
        for _ in range(5):
            connection.sendall(chunk(b"a" * (MB // 2)))
        connection.sendall(chunk(b"a"))
        reply = wire.read(connection)
    assert (reply.status, reply.is_closed) == (413, True)
    assert site.temporary == []


def test_as_much_as_anybody_may_send_is_taken(site):
    body = b"address=" + b"a" * int(2.5 * MB - 8)
    reply = wire.ask(site.port, wire.post("/plan/", body))
    assert reply.status == 400
    assert "not the private address" in reply.text
    assert wire.ask(site.port, wire.post("/plan/", body + b"a")).status == 413
    assert site.temporary == []


def test_staff_may_send_a_document_where_a_form_takes_one(site):
    token = "c" * 32
    body = upload(5 * MB, csrfmiddlewaretoken=token)
    for address in (ADD, "/admin/resources/modelpolicy/add/"):
        reply = send(site, address, body, site.cookie())
        assert reply.status in {200, 400}, site.log[-3000:]
        assert "At most" not in reply.text
    for address in ("/plan/", "/admin/login/", "/admin/pillars/topic/add/", "/admin/resources/resource/"):
        assert send(site, address, body, site.cookie()).status == 413, address
    too_much = send(site, ADD, upload(8 * MB, csrfmiddlewaretoken=token), site.cookie())
    assert too_much.status == 413
    assert "At most 7.5 MB" in too_much.text
    assert site.temporary == []


def test_nothing_is_left_of_an_upload_that_breaks_off(site):
    body = upload(5 * MB, csrfmiddlewaretoken="c" * 32)
    before = site.everything()
    for end in (wire.FIN, wire.RST):
        announced = wire.head("POST", ADD, FILES, f"Content-Length: {len(body)}", site.cookie())
        wire.ask(site.port, announced + body[: 4 * MB], end=end)
    assert site.temporary == []
    assert site.everything() == before
