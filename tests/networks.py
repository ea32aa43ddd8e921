"""Content delivery networks: a small server that takes what such a network is told, and Varnish, which is one."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from tests.server import ROOT, wait_for

VARNISH = shutil.which("varnishd") or shutil.which("varnishd", path="/usr/sbin")
TOKEN = "a-token-of-this-test"


class Told(NamedTuple):
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Sink:
    """Answers every request with `status`, `headers` and `body`, and keeps what it was told."""

    def __init__(self):
        self.told: list[Told] = []
        self.status, self.headers, self.body = 200, {}, b'{"success": true, "status": "ok"}'
        sink = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                given = {name.lower(): value for name, value in self.headers.items()}
                sink.told.append(Told(self.command, self.path, given, body))
                self.send_response(sink.status)
                for name, value in sink.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(sink.body)))
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(sink.body)

            do_POST = do_PURGE = do_GET = do_HEAD = answer

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/purge"


@contextmanager
def listening() -> Iterator[Sink]:
    sink = Sink()
    thread = Thread(target=sink.server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield sink
    finally:
        sink.server.shutdown()
        thread.join()
        sink.server.server_close()


@contextmanager
def varnish(folder: Path, port: int, library: int) -> Iterator[str]:
    """Its address before a server of the library, with `deploy/varnish.vcl` as it is but for that port."""
    folder.mkdir()
    vcl = (ROOT / "deploy" / "varnish.vcl").read_text().replace('.port = "8000"', f'.port = "{library}"')
    (folder / "ours.vcl").write_text(vcl)
    command = [VARNISH, "-F", "-j", "none", "-n", folder / "run", "-a", f"127.0.0.1:{port}", "-s", "malloc,32m"]
    log = folder / "output"
    with log.open("wb") as output:
        process = subprocess.Popen([*command, "-f", folder / "ours.vcl"], stdout=output, stderr=output)
    try:
        wait_for(port, process, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)
