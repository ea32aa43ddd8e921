"""What stands in front: each file is read by its own program. nginx also serves, in test_kept_pages.py."""

import os
import re
import shutil
import subprocess

import pytest

from tests.deploy.files import DEPLOY, documents
from tests.icpr.server.nginx import NGINX, configuration

CADDY = shutil.which("caddy")


@pytest.mark.skipif(not CADDY, reason="caddy is not here")
@pytest.mark.parametrize("given", [{}, {"SITE_NAME": "https://a.example", "UPSTREAM": "web:8000"}])
def test_caddy_reads_its_file(tmp_path, given):
    env = {"HOME": str(tmp_path), "PATH": os.environ["PATH"]} | given
    command = [CADDY, "validate", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile"]
    done = subprocess.run(command, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    adapted = subprocess.run(
        [CADDY, "adapt", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile"], env=env, capture_output=True
    ).stdout.decode()
    assert f'"dial":"{given.get("UPSTREAM", "127.0.0.1:8000")}"' in adapted
    assert f'"host":["{given.get("SITE_NAME", "library.example.org").removeprefix("https://")}"]' in adapted


@pytest.mark.skipif(not NGINX, reason="nginx is not here")
def test_nginx_reads_its_file(tmp_path):
    (tmp_path / "nginx.conf").write_text(configuration(tmp_path, 18_443, ["127.0.0.1:8000"]))
    done = subprocess.run([NGINX, "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf"], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_traefiks_file_is_whole():
    """Read as YAML: its own program is not to be had here, and deploy/README.md says so."""
    [told] = documents(DEPLOY / "traefik.yml")
    http = told["http"]
    router = http["routers"]["library"]
    assert router["service"] in http["services"]
    assert set(router["middlewares"]) <= http["middlewares"].keys()
    balancer = http["services"]["library"]["loadBalancer"]
    assert balancer["serversTransport"] in http["serversTransports"]


def test_all_let_through_what_the_library_takes(settings):
    least = settings.DOCUMENT_MAX_BYTES + 2.5 * 1024 * 1024
    [traefik] = documents(DEPLOY / "traefik.yml")
    [nginx] = re.findall(r"client_max_body_size (\d+)m;", (DEPLOY / "nginx.conf").read_text())
    [caddy] = re.findall(r"max_size (\d+)MB", (DEPLOY / "Caddyfile").read_text())
    bodies = traefik["http"]["middlewares"]["whole-bodies"]["buffering"]["maxRequestBodyBytes"]
    assert least <= bodies
    assert least <= int(nginx) * 1024 * 1024
    assert least <= int(caddy) * 1000 * 1000, "Caddy counts in thousands"
