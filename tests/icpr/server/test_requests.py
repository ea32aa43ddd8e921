"""What the server makes of a request before Django sees it, and of the answer after."""

import re
import time

import pytest

from icpr.server.answers import answer_of
from tests.icpr.server import wire
from tests.icpr.server.test_every_form import BODY, CHUNKED, KIND, WHOLE_CHUNKS, chunk, entry, note, page_form

READING, FORMS = "GET, HEAD, OPTIONS", "GET, HEAD, POST, OPTIONS"
CLOSE = "Connection: close"


def get(site, address: str = "/robots.txt", *lines: str, **more) -> wire.Reply:
    return wire.ask(site.port, wire.head("GET", address, *lines), **more)


def static_file(site) -> str:
    return re.search(r'href="(/static/css/[^"]+\.css)"', get(site, "/about/").text)[1]


def test_works(site):
    reply = get(site)
    assert (reply.status, reply.is_closed) == (200, False)
    assert reply.text.startswith("User-agent: *")
    assert "server" not in reply.headers


def test_a_connection_is_kept_and_requests_may_come_at_once(site):
    asked = [wire.head("GET", "/robots.txt"), wire.post("/plan/", b"address=x"), wire.head("GET", "/healthz", CLOSE)]
    with wire.connect(site.port) as connection, connection.makefile("rb") as stream:
        connection.sendall(b"".join(asked))
        got = stream.read().decode()
    assert re.findall(r"^HTTP/1.1 (\d+)", got, flags=re.MULTILINE) == ["200", "400", "200"]
    with wire.connect(site.port) as connection:
        for sent, status in ((asked[1], 400), (asked[0], 200), (asked[0], 200)):
            connection.sendall(sent)
            assert wire.read(connection).status == status


def test_what_was_whole_is_answered_before_the_rest_is_refused(site):
    for garbage in (b"nonsense\r\n\r\n", wire.head("POST", "/plan/", CHUNKED) + b"ZZ\r\n"):
        with wire.connect(site.port) as connection, connection.makefile("rb") as stream:
            connection.sendall(wire.head("GET", "/sitemap.xml") + garbage)
            got = stream.read().decode()
        assert got.startswith("HTTP/1.1 200")
        assert "</sitemapindex>" in got
        assert "HTTP/1.1 2" not in got[20:]


def test_who_closes_one_side_after_a_whole_request_is_answered(site):
    assert get(site, end=wire.FIN).text.startswith("User-agent: *")


def test_a_browser_that_asks_first_is_told_to_go_on(site):
    address = entry(site)
    body = wire.form(page_form(site, address) | {"note": "Asked first"})
    with wire.connect(site.port) as connection:
        connection.sendall(wire.head("POST", address, KIND, f"Content-Length: {len(body)}", "Expect: 100-continue"))
        assert wire.read(connection).status == 100
        connection.sendall(body)
        assert wire.read(connection).status == 302
    assert note(site) == "Asked first"


def test_other_protocols_are_declined(site):
    upgrade = ["Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"]
    assert get(site, "/robots.txt", *upgrade).status == 200
    assert get(site, "/robots.txt", "Connection: Upgrade", "Upgrade: websocket").status == 200
    assert wire.ask(site.port, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").status == 400
    before = site.everything()
    body = wire.form(page_form(site, entry(site)) | {"note": "With an upgrade"})
    for lines in (upgrade, ["Connection: upgrade", "Upgrade: x"]):
        assert wire.ask(site.port, wire.post(entry(site), body, *lines)).status == 400
        assert wire.ask(site.port, wire.head("POST", entry(site), CHUNKED, *lines) + WHOLE_CHUNKS).status == 400
    assert site.everything() == before


@pytest.mark.parametrize("method", ["FROB", "TRACE", "PUT", "PATCH", "DELETE", "PROPFIND", "CONNECT", "get"])
def test_methods_over_the_wire(site, method):
    for address, allowed in (("/resources/?q=x", READING), ("/plan/", FORMS), (static_file(site), READING)):
        reply = wire.ask(site.port, wire.head(method, address))
        assert (reply.status, reply.headers["allow"]) == (405, FORMS if method == "CONNECT" else allowed)
        assert reply.headers["content-security-policy"].startswith("default-src 'none'")


def test_an_unknown_method_is_answered_after_a_known_one_was_refused(site):
    for method in ("PUT", "FROB"):
        assert wire.ask(site.port, wire.head(method, "/resources/")).status == 405


def test_options_over_the_wire(site):
    for address, allowed in (("/", READING), ("/plan/", FORMS), ("*", FORMS), (static_file(site), READING)):
        reply = wire.ask(site.port, wire.head("OPTIONS", address))
        assert (reply.status, reply.headers["allow"], reply.headers.get("content-length")) == (204, allowed, None)


def test_head_is_get_without_the_body(site):
    addresses = ["/", "/resources/?q=trust", "/suggest?q=tr", "/sitemap.xml", "/healthz", "/nowhere/", "/resources/x/"]
    addresses += [
        static_file(site),
        "/static/none.css",
        f"/plan/{site.token}/plan.csv",
        "/blueprint.csv",
        "/plan",
    ]
    for address in [*addresses, "/admin/resources/resource/"]:
        lines = [site.cookie()] if "admin" in address else []
        read = get(site, address, *lines)
        asked = wire.ask(site.port, wire.head("HEAD", address, *lines), is_head=True)
        assert asked.status == read.status
        for headers in (read.headers, asked.headers):
            assert "content-length" in headers, address
            for passing in ("date", "expires", "set-cookie"):
                headers.pop(passing, None)
        assert asked.headers == read.headers, address
        assert len(read.body) == int(read.headers["content-length"])
    with wire.connect(site.port) as connection, connection.makefile("rb") as stream:
        connection.sendall(wire.head("HEAD", "/about/", CLOSE))
        assert stream.read().endswith(b"\r\n\r\n")


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nHost: example.org\r\n\r\n",
        b"GET / HTTP/1.1\nHost: localhost\n\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A : b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: b\x00c\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET / HTTP/3.7\r\nHost: localhost\r\n\r\n",
        b"POST /plan/ HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n" + WHOLE_CHUNKS,
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"nonsense\r\n\r\n",
    ],
)
def test_what_is_not_http_is_refused(site, sent):
    reply = wire.ask(site.port, sent)
    assert (reply.status, reply.is_closed) == (400, True)
    assert "could not be read" in reply.text
    assert "<h1" in reply.text


@pytest.mark.parametrize("named", ["=hex", "=undefined", "=utf-16", '="Latin-1"', "*=utf-8''rot13", "*=no-such''utf-8"])
def test_another_encoding_is_refused(site, named):
    """Django would read the address in it too, and the answer be kept for others;
    or fail over encodings of no letters."""
    for kind in ("text/plain", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"):
        line = f"Content-Type: {kind}; charset{named}"
        for method, address in (("GET", "/resources/?q=trust"), ("GET", "/healthz?q=x"), ("POST", "/plan/")):
            reply = wire.ask(site.port, wire.head(method, address, line, "Content-Length: 0"))
            assert (reply.status, reply.headers["cache-control"]) == (415, "no-store"), (line, address)
        for said in ("utf-8", '"UTF-8"'):
            assert get(site, "/resources/?q=trust", f"Content-Type: {kind}; charset={said}").status == 200


def test_an_old_client_is_answered(site):
    reply = wire.ask(site.port, b"GET /robots.txt HTTP/1.0\r\nHost: localhost\r\n\r\n")
    assert (reply.status, reply.is_closed) == (200, True)


@pytest.mark.parametrize(
    "lines",
    [["X-A: " + "b" * 40_000], [f"X-{number}: b" for number in range(101)], ["X-A: " + "b" * 900] * 50],
    ids=["a long one", "many", "many long ones"],
)
def test_too_many_headers_are_refused(site, lines):
    assert get(site, "/robots.txt", *lines).status == 431
    assert get(site, "/robots.txt", "X-A: " + "b" * 8_000).status == 200


def test_a_long_address_is_refused(site):
    assert get(site, "/resources/?q=" + "a" * 40_000).status == 431
    assert get(site, "/resources/?q=" + "a" * 8_000).status == 200


def test_only_real_headers_count(site):
    """Neither one that only looks like another in Python's environment, nor one that comes after the body."""
    assert get(site, "/healthz", "X_Forwarded_Host: example.org", "Content_Length: 5").status == 200
    trailer = chunk(BODY) + b"0\r\nCookie: " + site.cookie().partition(" ")[2].encode() + b"\r\n\r\n"
    address = "/admin/logout/"
    assert wire.ask(site.port, wire.head("POST", address, KIND, CHUNKED) + trailer).status in {302, 403}
    assert get(site, "/admin/", site.cookie()).status == 200, "still signed in"


def test_nothing_of_an_address_is_logged_and_no_line_for_each(site):
    for _ in range(30):
        wire.ask(site.port, wire.head("POST", entry(site), KIND, "Content-Length: 9") + b"x", end=wire.FIN)
    time.sleep(0.2)
    assert site.token not in site.log
    assert "/items/" not in site.log
    assert 1 <= site.log.count("Requests refused:") <= 2 * 5
    assert "Traceback" not in site.log


@pytest.mark.parametrize(("method", "length"), [("GET", [(b"content-length", b"11")]), ("HEAD", [])])
def test_of_a_streamed_answer_that_is_not_made_no_length_is_told(method, length):
    class Written(list):
        streaming = True

    def application(environ, start_response):
        start_response("200 OK", [])
        return Written([] if environ["REQUEST_METHOD"] == "HEAD" else [b"long ", b"longer"])

    answer = answer_of(application, {"REQUEST_METHOD": method})
    assert answer.headers == length
