"""nginx in front of servers, with `deploy/nginx.conf` as it is and what is marked there as wanted taken in."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.server import ROOT, free_port, wait_for

NGINX = shutil.which("nginx")
AROUND = """
{account}
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/temp;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {own}
}}
"""


@contextmanager
def nginx(folder: Path, servers: list[str], port: int | None = None, stale: str = "off") -> Iterator[str]:
    """Its address, while it runs, with nothing wrong in the file. Its header `X-Kept` says whether it had a page.
    stale: when it may show an old one, as `proxy_cache_use_stale` takes it."""
    port = port or free_port()
    folder.chmod(0o777)
    told = configuration(folder, port, servers).replace("proxy_cache_use_stale off", f"proxy_cache_use_stale {stale}")
    (folder / "nginx.conf").write_text(told)
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen([NGINX, "-p", folder, "-c", folder / "nginx.conf"], stdout=output, stderr=output)
    try:
        wait_for(port, process, folder / "output")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)
    assert "[emerg]" not in (folder / "error.log").read_text()


def configuration(folder: Path, port: int, servers: list[str]) -> str:
    """Ours, with what is marked as wanted taken in, on a port of this machine without TLS."""
    own = (ROOT / "deploy" / "nginx.conf").read_text()
    own = re.sub(
        r"^( *)# (?=proxy_cache|map |proxy_ignore|proxy_no_cache|    |\}|add_header|proxy_set)", r"\1", own, flags=re.M
    )
    own = own.replace("/var/cache/nginx/library", f"{folder}/kept")
    own = own.replace("server 127.0.0.1:8000;", "".join(f"server {each.removeprefix('http://')};" for each in servers))
    own = re.sub(r"server \{[^{}]*return (?:404|301[^;]*);\s*\}", "", own)
    own = re.sub(r"server \{  # any other name[^{}]*\}", "", own)
    own = own.replace("listen 443 ssl;", f"listen 127.0.0.1:{port};").replace("library.example.org", "localhost")
    own = re.sub(r"ssl_certificate.*;", "", own)
    # A browser names the port, which is not the usual one here, in `Origin`, and that must be the name of the site.
    own = own.replace("proxy_set_header Host $host;", "proxy_set_header Host $http_host;")
    own = own.replace("location / {", "location / {\n        add_header X-Kept $upstream_cache_status always;")
    return AROUND.format(folder=folder, own=own, account="user root;" if os.geteuid() == 0 else "")
