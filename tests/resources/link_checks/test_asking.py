"""Asking an address: what is asked, how politely, and that nothing a server does takes long or leads inside."""

import socket
import threading
import time

import pytest

from resources.link_checks.answers import Fault, Known
from resources.link_checks.deadline import Stopped
from tests.resources.link_checks.site import answer, certificate_of, html, raw, serving

ADDRESSES = """
    http://127.0.0.1/ http://localhost/ http://127.1/ http://0x7f000001/ http://2130706433/ http://017700000001/
    http://0.0.0.0/ http://0/ http://10.0.0.1/ http://172.16.0.1/ http://192.168.1.1/ http://169.254.169.254/
    http://100.64.0.1/ http://224.0.0.1/ http://255.255.255.255/ http://240.0.0.1/ http://198.18.0.1/
    http://[::1]/ http://[::]/ http://[::ffff:127.0.0.1]/ http://[::ffff:10.0.0.1]/ http://[::127.0.0.1]/
    http://[fe80::1]/ http://[fc00::1]/ http://[fec0::1]/ http://[64:ff9b::7f00:1]/ http://[2002:7f00:1::]/
    http://[ff02::1]/ http://localhost.:80/ https://127.0.0.1:443/ http://1.1.1.1@127.0.0.1/
"""
INSIDE = ADDRESSES.split()
PUBLIC = "93.184.215.14"
IN_TIME = 15  # seconds, of a server that would go on for a minute and more


def test_works(site, ask):
    site.pages["/paper"] = html("A paper")
    got = ask(site.url("/paper"))
    assert (got.url, got.status, got.fault, got.hops) == (site.url("/paper"), 200, None, ())
    assert got.start == "<title>A paper</title>"
    assert [method for method, _, _ in site.asked] == ["HEAD", "GET"]
    _, _, headers = site.asked[1]
    assert headers["User-Agent"] == "Test"
    assert headers["Range"] == "bytes=0-32767"
    assert headers["Accept-Encoding"] == "identity"
    assert headers["Host"] == f"localhost:{site.server.server_port}"


def test_files_are_not_fetched(site, ask):
    site.pages["/paper.pdf"] = answer(200, b"%PDF", Content_Type="application/pdf")
    assert ask(site.url("/paper.pdf")).status == 200
    assert [method for method, _, _ in site.asked] == ["HEAD"]


@pytest.mark.parametrize("refusal", [400, 403, 404, 405, 500, 501])
def test_where_head_is_refused_get_is_asked(site, ask, refusal):
    def page(request):
        (answer(refusal) if request.command == "HEAD" else answer(206, b"x"))(request)

    site.pages["/"] = page
    assert ask(site.url()).status == 206


def test_where_head_hangs_get_is_asked(site, ask):
    def page(request):
        time.sleep(3) if request.command == "HEAD" else answer(200)(request)

    site.pages["/"] = page
    assert ask(site.url(), seconds=2.0).status == 200


def test_asks_whether_it_is_the_same_still(site, ask):
    site.pages["/"] = answer(200, b"x", ETag='"a"', Last_Modified="Sat, 28 Nov 2026 10:00:00 GMT")
    known = ask(site.url()).known
    assert known == Known('"a"', "Sat, 28 Nov 2026 10:00:00 GMT")
    site.pages["/"] = answer(304)
    assert ask(site.url(), known).status == 304
    _, _, headers = site.asked[-1]
    assert headers["If-None-Match"], headers["If-Modified-Since"] == (known.etag, known.last_modified)


def test_follows_redirects_and_tells_of_each(site, ask):
    site.pages |= {"/a": answer(301, Location="/b"), "/b": answer(302, Location=site.url("/c", "127.0.0.1"))}
    site.pages["/c"] = answer(200)
    got = ask(site.url("/a"))
    assert [(hop.status, hop.to) for hop in got.hops] == [
        (301, site.url("/b")),
        (302, site.url("/c", "127.0.0.1")),
    ]
    assert (got.url, got.status) == (site.url("/c", "127.0.0.1"), 200)


def test_redirects_without_an_end_are_left(site, ask):
    site.pages["/"] = answer(302, Location="/")
    assert ask(site.url()).fault is Fault.REDIRECTS
    assert len(site.asked) < 12


@pytest.mark.parametrize(
    "to", ["ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)", "http://[", "//", ""]
)
def test_never_leaves_the_web(site, ask, to):
    site.pages["/"] = answer(302, Location=to)
    assert ask(site.url()).status in (None, 302)


@pytest.mark.parametrize(
    "address", ["", "x", "ftp://example.org/", "http://", "http://[", "http://a:99999/", "http://ü..a/"]
)
def test_what_is_no_address_is_said(ask, address):
    assert ask(address).fault in (Fault.NOT_WEB, Fault.NO_NAME)


@pytest.mark.parametrize("address", INSIDE)
def test_never_asks_inside_a_network(ask, address):
    assert ask(address, allow_loopback=False, seconds=3.0).fault in (Fault.REFUSED, Fault.NO_NAME, Fault.NOT_WEB)


def test_never_connects_to_this_machine(site, ask):
    """The server would see it, whatever the fault is called."""
    for host in ("localhost", "127.0.0.1", "127.1", "0x7f000001", "2130706433", "[::ffff:127.0.0.1]", "0.0.0.0"):
        assert ask(site.url("/", host), allow_loopback=False).fault is Fault.REFUSED, host
    assert site.asked == []


def test_a_redirect_inside_is_refused(site, ask):
    """Tests may ask their own machine, and no other address inside a network."""
    site.pages["/"] = answer(301, Location="http://169.254.169.254/latest/meta-data/")
    assert ask(site.url()).fault is Fault.REFUSED
    site.pages["/"] = answer(301, Location="//10.0.0.1/")
    assert ask(site.url()).fault is Fault.REFUSED


def test_a_name_that_changes_its_address_is_refused(site, ask, monkeypatch):
    """The name is looked up once for each request, and that address is asked, so none can be slipped in afterwards."""
    answers, real = [], socket.getaddrinfo

    def name_server(host, port, *args, **options):
        if host != "changing.example.org":
            return real(host, port, *args, **options)
        answers.append(PUBLIC if not answers else "127.0.0.1")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (answers[-1], port))]

    tried = []
    create = socket.socket.connect
    monkeypatch.setattr(socket, "getaddrinfo", name_server)
    monkeypatch.setattr(socket.socket, "connect", lambda self, to: (tried.append(to[0]), create(self, to))[1])
    got = ask(site.url("/", "changing.example.org"), allow_loopback=False, seconds=1.0)
    assert got.fault is not None
    assert site.asked == []
    assert set(tried) <= {PUBLIC}


def test_a_proxy_of_the_environment_is_not_asked(site, ask, monkeypatch, tmp_path):
    monkeypatch.setenv("HTTP_PROXY", site.url())
    monkeypatch.setenv("http_proxy", site.url())
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    (tmp_path / "netrc").write_text("machine localhost login a password b")
    site.pages["/"] = answer(200)
    ask("http://169.254.169.254/")
    assert site.asked == []
    ask(site.url())
    assert "Authorization" not in site.asked[0][2]


def drip(start: bytes, piece: bytes, seconds: float = 0.05):
    def talk(connection: socket.socket) -> None:
        connection.recv(4_096)
        connection.sendall(start)
        while True:
            time.sleep(seconds)
            connection.sendall(piece)

    return talk


@pytest.mark.parametrize(
    ("start", "piece"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\nX: ", b"a"),
        (b"HTTP/1.1 200 OK\r\n", b"X: a\r\n"),
        (b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"", b""),
    ],
)
def test_headers_that_never_end_are_cut(ask, start, piece):
    with raw(drip(start, piece)) as address:
        began = time.monotonic()
        got = ask(address, seconds=1.0)
    assert got.fault in (Fault.TIMEOUT, Fault.CONNECTION)
    assert time.monotonic() - began < IN_TIME


@pytest.mark.parametrize("length", [b"Content-Length: 10000000000\r\n", b"Transfer-Encoding: chunked\r\n", b""])
def test_a_body_that_never_ends_is_cut(ask, length):
    """The code came in time, and says that the address works."""
    start = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + length + b"\r\n"
    with raw(drip(start, b"1\r\na\r\n")) as address:
        began = time.monotonic()
        got = ask(address, seconds=1.0)
    assert (got.status, got.fault) == (200, None)
    assert time.monotonic() - began < IN_TIME


@pytest.mark.parametrize("encoding", ["", "gzip", "br"])
def test_a_body_without_bounds_is_not_read(ask, encoding):
    sent = []

    def talk(connection: socket.socket) -> None:
        connection.recv(4_096)
        coded = f"Content-Encoding: {encoding}\r\n" if encoding else ""
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 10000000000\r\n{coded}\r\n"
        connection.sendall(head.encode())
        while True:
            sent.append(connection.send(b"\x1f\x8b" * 32_768))

    with raw(talk) as address:
        got = ask(address)
        time.sleep(0.1)
    assert got.status == 200
    assert len(got.start) <= 32 * 1024
    assert sum(sent) < 10_000_000  # what the system takes before anybody reads


def test_a_thousand_headers_are_a_fault(site, ask):
    site.pages["/"] = answer(200, **{f"X_{number}": "a" for number in range(1_000)})
    assert ask(site.url()).fault is Fault.CONNECTION


def test_nobody_there_is_a_fault(ask):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert ask(f"http://localhost:{port}/").fault is Fault.CONNECTION


def test_certificates_are_checked(ask, tmp_path):
    file = certificate_of(tmp_path)
    with serving(file) as site:
        site.pages["/"] = answer(200)
        assert ask(site.url(), ca_file=str(file)).status == 200
        assert ask(site.url()).fault is Fault.TLS
        assert ask(site.url("/", "127.0.0.1"), ca_file=str(file)).fault is Fault.TLS


def test_a_handshake_that_never_ends_is_cut(ask):
    with raw(lambda connection: time.sleep(60)) as address:
        began = time.monotonic()
        got = ask(address.replace("http:", "https:"), seconds=1.0)
    assert got.fault in (Fault.TIMEOUT, Fault.TLS)
    assert time.monotonic() - began < IN_TIME


def test_a_host_is_asked_with_pauses(site, ask):
    site.pages["/a"] = answer(301, Location="/b")
    site.pages["/b"] = answer(200)
    began = time.monotonic()
    ask(site.url("/a"), pause=0.3)
    assert time.monotonic() - began > 0.3


def test_a_host_is_asked_by_one_at_a_time(site):
    from resources.link_checks.asking import Asker
    from resources.link_checks.guarded import Rules

    now, most, lock = [0], [0], threading.Lock()

    def page(request):
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        time.sleep(0.02)
        with lock:
            now[0] -= 1
        answer(200)(request)

    site.pages["/"] = page
    asker = Asker(Rules("Test", pause=0.0, allow_loopback=True), threading.Event())
    threads = [threading.Thread(target=asker.ask, args=(site.url(),)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]


def test_stops_at_once(ask):
    stop = threading.Event()
    with raw(drip(b"", b"")) as address:
        threading.Timer(0.3, stop.set).start()
        began = time.monotonic()
        with pytest.raises(Stopped):
            ask(address, stop=stop, seconds=20.0)
    assert time.monotonic() - began < IN_TIME
