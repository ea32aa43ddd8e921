"""No file for production names a setting that the library does not read, or holds a secret."""

import re

import pytest
from django.core.management import get_commands

from icpr.health.probes import PROBES
from icpr.version import version
from tests.deploy.files import DEPLOY, KUBERNETES, addresses, commands
from tests.server import ROOT

FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
# What is read by others.
OTHERS = {
    "PostgreSQL's image": {"POSTGRES_DB", "POSTGRES_PASSWORD", "POSTGRES_USER"},
    "Valkey, as CACHE_URL tells it": {"VALKEY_PASSWORD"},
    "the storage's image": {"ROOT_ACCESS_KEY", "ROOT_SECRET_KEY"},
    "the Caddyfile": {"SITE_NAME", "UPSTREAM"},
    "Litestream": {"LITESTREAM_URL", "LITESTREAM_ENDPOINT", "LITESTREAM_ACCESS_KEY_ID", "LITESTREAM_SECRET_ACCESS_KEY"},
    "CloudNativePG": {"BACKUP_KEY_ID", "BACKUP_SECRET_KEY"},
    "Kubernetes, to make READ_DATABASE_URL": {"DATABASE_PASSWORD"},
    "Python": {"PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX", "PYTHONUNBUFFERED"},
    "the system": {"PATH", "AF_INET", "AF_INET6", "AF_UNIX", "LC_MESSAGES"},
}
NAME = r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]*\b|(?<![\w-])[A-Z]{3,}(?==)|(?<=\{\$)[A-Z]+|^ +[A-Z]{3,}(?=: )"


def in_the_readme() -> set[str]:
    table = (ROOT / "README.md").read_text().partition("## Configuration")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`[^|]+) \|", table, flags=re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_works_with_names_that_the_readme_explains(path):
    named = {name.strip() for name in re.findall(NAME, path.read_text(), flags=re.MULTILINE)}
    known = in_the_readme().union(*OTHERS.values()) | {"BASE", "EXTRAS", "COPY", "KEY_ID", "DOCUMENTS_S3_"}
    assert named - known == set()


def test_the_names_are_found_where_they_stand():
    texts = "SECRET_KEY=x\n  UNKNOWN: 1\n{$HIDDEN:y} -e PORT=1 ${LITESTREAM_URL} FOR A NOTE"
    found = {name.strip() for name in re.findall(NAME, texts, flags=re.MULTILINE)}
    assert found == {"SECRET_KEY", "UNKNOWN", "HIDDEN", "PORT", "LITESTREAM_URL"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_commands_and_probes_are_there(path):
    text = path.read_text()
    assert set(commands(text)) - get_commands().keys() - {"version"} == set()
    assert {(port, probe) for port, probe in addresses(text)} <= {("8000", probe) for probe in PROBES}


@pytest.mark.parametrize(
    "path", [DEPLOY / "environment.example", KUBERNETES / "secret.example.env"], ids=lambda p: p.name
)
def test_what_is_secret_is_left_to_be_written(path):
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    given = dict(line.split("=", 1) for line in lines)
    assert len(given) == len(lines), "each once"
    secret = {name for name in given if re.search("KEY$|PASSWORD|SECRET", name)}
    assert "SECRET_KEY" in secret
    assert {name: given[name] for name in secret if given[name]} == {}


def test_a_list_of_variables_with_secrets_is_never_committed_nor_in_an_image():
    assert "/deploy/.env" in (ROOT / ".gitignore").read_text().splitlines()
    assert (ROOT / ".dockerignore").read_text() == (ROOT / ".containerignore").read_text()
    rules = (ROOT / ".containerignore").read_text().splitlines()
    assert rules[1] == "*"
    assert not any(rule.startswith(("!deploy", "!var")) for rule in rules)


def test_every_image_of_ours_is_of_this_release():
    named = {path.name: set(re.findall(r"icpr-library:(\d+\.\d+\.\d+)", path.read_text())) for path in FILES}
    assert {name: tags for name, tags in named.items() if tags and tags != {version()}} == {}
    assert {"Containerfile", "README.md", "compose.yaml"} <= {name for name, tags in named.items() if tags}
