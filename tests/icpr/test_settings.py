"""The settings and the checks as a fresh process meets them."""

import os
import subprocess
import sys

import pytest

STRONG = "kq3v8Zr1-Wm5tY7uB2nC4xJ6pL9sD0fGhAeRiToSyUwXz_QvNbMcK"
PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": STRONG,
    "ALLOWED_HOSTS": "library.example.org",
    "SITE_URL": "https://library.example.org",
    "DATABASE_URL": "sqlite:///:memory:",
}


@pytest.fixture
def run(tmp_path):
    """Runs Python in a fresh process with nothing set but what is given. Returns the finished process."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
        bare = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path / "var")} | environment
        return subprocess.run([sys.executable, *arguments], env=bare, capture_output=True, text=True, timeout=60)

    return run


def test_works_bare_in_development(run, tmp_path):
    done = run("manage.py", "check")
    assert done.returncode == 0, done.stderr
    secret = tmp_path / "var" / "secret-key"
    assert len(secret.read_text()) >= 50
    assert secret.stat().st_mode & 0o077 == 0
    made = {path.name for path in (tmp_path / "var").iterdir()}
    assert made - {"library.sqlite3"} == {"secret-key"}  # from 6.1 on Django looks at the database too


def test_the_development_secret_stays(run, tmp_path):
    run("manage.py", "check")
    first = (tmp_path / "var" / "secret-key").read_text()
    run("manage.py", "check")
    assert (tmp_path / "var" / "secret-key").read_text() == first


def test_production_is_clean_for_django_too(run):
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.returncode == 0, done.stderr


def test_production_starts(run):
    done = run("-c", "import icpr.wsgi", **PRODUCTION)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", [["manage.py", "check"], ["-c", "import icpr.wsgi"]])
def test_production_refuses_with_all_problems_and_hints_at_once(run, command):
    done = run(*command, ENVIRONMENT="production", DEBUG="1", DATABASE_URL="sqlite:///:memory:")
    assert done.returncode != 0
    for part in (
        "icpr.E001",
        "icpr.E002",
        "icpr.E003",
        "icpr.E004",
        "openssl rand",
        "Remove DEBUG",
        "Set ALLOWED_HOSTS",
    ):
        assert part in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("change", "number"),
    [
        ({"SECRET_KEY": "short"}, "icpr.E001"),
        ({"SECRET_KEY": "a" * 80}, "icpr.E001"),
        ({"SECRET_KEY": f"django-insecure-{STRONG}"}, "icpr.E001"),
        ({"DEBUG": "true"}, "icpr.E002"),
        ({"ALLOWED_HOSTS": ""}, "icpr.E003"),
        ({"ALLOWED_HOSTS": "*"}, "icpr.E003"),
        ({"ALLOWED_HOSTS": "other.example.org"}, "icpr.E003"),
        ({"SITE_URL": ""}, "icpr.E004"),
    ],
)
def test_production_refuses_each_unsafe_setting(run, change, number):
    done = run("-c", "import icpr.wsgi", **PRODUCTION | change)
    assert done.returncode != 0
    assert done.stderr.count("icpr.E") == 1
    assert number in done.stderr


def test_names_that_cannot_be_read_are_listed_without_a_traceback(run):
    wrong = {"ALLOWED_HOSTS": "library.example.org:8443", "SITE_URL": "https://library.example.org/catalogue/"}
    done = run("manage.py", "check", PORT="eighty", DEBUG="perhaps", DATABASE_URL="mysql://x/y", **wrong)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    for name in ("PORT", "DEBUG", "DATABASE_URL", "ALLOWED_HOSTS", "SITE_URL"):
        assert f"- {name} must be" in done.stderr


def test_a_pooler_before_sqlite_is_refused(run):
    done = run("manage.py", "check", DATABASE_POOLER="1", PORT="eighty")
    assert "- DATABASE_POOLER is only for PostgreSQL" in done.stderr
    assert "- PORT must be" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_replica_of_nothing_is_refused(run):
    done = run("manage.py", "check", READ_DATABASE_URL="sqlite:///replica.sqlite3", PORT="eighty")
    assert "- READ_DATABASE_URL is only for PostgreSQL" in done.stderr
    assert "- READ_DATABASE_URL names a SQLite file" in done.stderr
    assert "- PORT must be" in done.stderr
    server = "postgresql://icpr:hunter2@127.0.0.1:1/library"
    done = run("manage.py", "check", DATABASE_URL=server, READ_DATABASE_URL=f"{server}?sslmode=prefer")
    assert "- READ_DATABASE_URL leads where the primary is" in done.stderr
    assert "hunter2" not in done.stderr
    assert (
        "- READ_DATABASE_LAG_SECONDS means nothing" in run("manage.py", "check", READ_DATABASE_LAG_SECONDS="9").stderr
    )


def test_a_network_that_is_half_told_of_is_refused(run):
    done = run("manage.py", "check", CDN="cloudflare", CDN_PURGE_TOKEN="hunter2-of-the-network", PORT="eighty")
    assert "- CDN means nothing without CDN_PURGE_URL" in done.stderr
    assert "- PORT must be" in done.stderr
    assert "hunter2" not in done.stderr


def test_in_production_the_site_is_secure_unless_told_otherwise(run):
    insecure = PRODUCTION | {"SITE_URL": "http://library.example.org"}
    done = run("manage.py", "check", **insecure)
    assert "- SITE_URL must be" in done.stderr
    assert run("manage.py", "check", HTTPS="0", **insecure).returncode == 0


def test_the_way_to_https_leads_to_the_site(run):
    done = run("-c", "from icpr import settings; print(settings.SECURE_SSL_HOST)", **PRODUCTION)
    assert done.stdout.strip() == "library.example.org"


def test_a_folder_that_cannot_be_written_is_said(run):
    done = run("manage.py", "check", VAR_DIR="/dev/null/var")
    assert done.returncode != 0
    assert "- VAR_DIR must be" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_taken_port_is_said(run, unused_tcp_port_held):
    done = run("manage.py", "serve", PORT=str(unused_tcp_port_held))
    assert done.returncode != 0
    assert f":{unused_tcp_port_held} cannot be used" in done.stderr
    assert "PORT=" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def unused_tcp_port_held():
    """A port somebody else is listening on."""
    import socket

    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        yield holder.getsockname()[1]
