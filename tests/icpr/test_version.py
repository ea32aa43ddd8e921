"""The version: one place, and everybody who says it says the same."""

import platform
import random
import re
import string
import subprocess
import sys
import tomllib

import pytest
from django import get_version

from icpr import build, version
from tests.server import ROOT, environment, python

RELEASE = r"^## (\d+\.\d+\.\d+) — \d{1,2} [A-Z][a-z]+ \d{4}$"
WRITTEN = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
CHANGES = (ROOT / "docs" / "changelog.md").read_text()


@pytest.mark.parametrize("argument", ["version", "--version"])
def test_works_for_the_command_without_a_database(tmp_path, argument):
    env = environment(tmp_path / "var", DATABASE_URL=f"sqlite:///{tmp_path}/nothing/here")
    done = subprocess.run([sys.executable, "manage.py", argument], cwd=ROOT, env=env, capture_output=True, text=True)
    django, python = get_version(), platform.python_version()
    assert done.stdout == f"ICPR Resource Library {WRITTEN} (Django {django}, Python {python})\n"
    assert not (tmp_path / "nothing").exists()


@pytest.mark.django_db(transaction=True)
def test_readiness_and_the_source_of_pages_say_it(client):
    assert client.get("/readyz").content.decode().endswith(f"This is version {WRITTEN}.\n")
    for address in ("/", "/no-such-page/"):
        generator = f'<meta name="generator" content="ICPR Resource Library {WRITTEN}">'
        assert generator in client.get(address).content.decode()


def test_another_version_is_another_build_so_that_no_kept_page_names_the_former(monkeypatch):
    build._files.cache_clear()
    before = build.identity()
    monkeypatch.setattr(build, "version", lambda: "0.0.1")
    build._files.cache_clear()
    assert build.identity() != before
    build._files.cache_clear()


def test_no_secret_and_no_place_of_one_machine_is_in_the_build(tmp_path):
    """Two servers of one site have the same pages, and what everybody is given tells nothing of a secret."""
    secret = "".join(random.sample(string.ascii_letters + string.digits, 50))
    others = {
        **dict.fromkeys(("SECRET_KEY", "METRICS_TOKEN", "EMAIL_PASSWORD", "DOCUMENTS_S3_SECRET_KEY"), secret),
        "DOCUMENTS_S3_BUCKET": "papers",
        "DOCUMENTS_S3_KEY_ID": secret,
        "ANYMAIL_WEBHOOK_SECRET": f"a:{secret}",
        "EMAIL_SERVICE": "postmark",
        "EMAIL_HOST": "mail.test",
        "DATABASE_URL": f"postgresql://a:{secret}@h/b",
        "READ_DATABASE_URL": f"postgresql://a:{secret}@replica/b",
        "CACHE_URL": f"redis://:{secret}@h/0",
        "SENTRY_DSN": f"https://{secret.lower()}@faults.test/1",
        "CDN_PURGE_URL": "https://network.test/two",
        "CDN_PURGE_TOKEN": secret,
        "WORKERS": "3",
    }
    told = "from icpr import build; print(build.identity())"
    purging = {"CDN_PURGE_URL": "https://network.test/one", "CDN_PURGE_TOKEN": "a-token-of-the-first"}
    same = {"SITE_URL": "https://library.test", "TIME_ZONE": "UTC", "CDN": "fastly"} | purging
    one, two = (
        python(told, environment(tmp_path / each, **same | given)) for each, given in (("one", {}), ("two", others))
    )
    assert one == two


def test_it_is_a_semantic_version_and_the_lock_has_it():
    assert re.fullmatch(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)", version.version())
    packages = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    assert [each["version"] for each in packages if each["name"] == "icpr-resource-library"] == [WRITTEN]


def test_the_changes_begin_with_what_is_unreleased_and_then_with_this_release():
    heads = re.findall(r"^## .*$", CHANGES, re.MULTILINE)
    assert heads[0] == "## Unreleased"
    released = [re.match(RELEASE, head) for head in heads[1:]]
    assert all(released), heads
    assert released[0][1] == WRITTEN
    numbers = [tuple(int(part) for part in found[1].split(".")) for found in released]
    assert numbers == sorted(set(numbers), reverse=True)
