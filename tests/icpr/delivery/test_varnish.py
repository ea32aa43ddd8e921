"""A whole library behind Varnish: pages are kept for an hour, and a change is seen within seconds."""

import os
import time
from datetime import UTC, datetime
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.networks import VARNISH, varnish
from tests.server import environment, free_port, python, serving

pytestmark = pytest.mark.slow

MISSING = VARNISH is None and not os.environ.get("CI")
PREPARE = """
from django.core.management import call_command
for command in (["migrate"], ["load_opening_catalogue"], ["collectstatic", "--no-input"]):
    call_command(*command, verbosity=0)
"""
CHANGE = """
from resources.models import Resource
record = Resource.objects.published().first()
record.title = "Told to be another"
record.save()
print(record.get_absolute_url(), end="")
"""
ADDRESS = (
    "from resources.models import Resource; print(Resource.objects.published().first().get_absolute_url(), end='')"
)


def read(address: str, method: str = "GET", **headers: str) -> tuple[str, dict[str, str]]:
    with urlopen(Request(address, method=method, headers=headers), timeout=60) as answer:
        return answer.read().decode(), {name.lower(): value for name, value in answer.headers.items()}


@pytest.mark.skipif(MISSING, reason="varnishd is not here")
def test_works(database_url, tmp_path):
    port, front = free_port(), free_port()
    purging = {"CDN": "varnish", "CDN_PURGE_URL": f"http://127.0.0.1:{front}/", "PUBLIC_MAX_AGE": "3600"}
    noon = f"Etc/GMT{datetime.now(UTC).hour - 12:+d}"  # no midnight is near, for which pages are kept for less
    given = {"DATABASE_URL": database_url, "PORT": str(port), "WORKERS": "1", "TIME_ZONE": noon}
    env = environment(tmp_path / "var", **given, **purging)
    python(PREPARE, env)
    address = python(ADDRESS, env)
    with serving(["-m", "icpr.server"], env, port), varnish(tmp_path / "varnish", front, port) as site:
        headers = read(site + address)[1]
        assert headers["cache-control"] == "public, max-age=0, s-maxage=3600, must-revalidate"
        assert not {"xkey", "surrogate-key", "cache-tag"} & headers.keys()
        until = time.monotonic() + 60
        while len(read(site + address)[1]["x-varnish"].split()) < 2:  # the first purge of a server may come between
            assert time.monotonic() < until, "Varnish keeps nothing"
        assert python(CHANGE, env) == address
        until = time.monotonic() + 90
        while "Told to be another" not in read(site + address)[0]:
            assert time.monotonic() < until, "the change is not seen"
            time.sleep(0.2)
        with pytest.raises(HTTPError, match="403"):
            read(site, "PURGE")
