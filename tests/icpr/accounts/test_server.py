"""Signing in at a real server of several processes: many tries at once neither starve readers nor pass the brake."""

import re
import statistics
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from http.cookiejar import CookieJar

import pytest
from django.db import connection

from tests.postgresql import ScratchServer
from tests.server import environment, free_port, python, serving

PREPARE = """
from django.core.management import call_command
for command in (["migrate"], ["load_opening_catalogue"]):
    call_command(*command, verbosity=0)
from django.contrib.auth.models import User
User.objects.create_superuser("ada", password="a-long-enough-passphrase")
"""
AUDIT = """
from icpr.audit.models import AuditEntry
from icpr.limits.models import Count
print(AuditEntry.objects.filter(event="refused").count(), Count.objects.count())
"""
AT_ONCE = 16


@pytest.fixture
def database(tmp_path) -> Iterator[str]:
    """The address of an empty database of the sort this suite runs on."""
    if connection.vendor == "sqlite":
        yield ""
        return
    server = ScratchServer()
    server.start()
    yield server.url
    server.remove()


@pytest.fixture
def site(database, tmp_path) -> Iterator[tuple[str, dict]]:
    port = free_port()
    given = {"DATABASE_URL": database} if database else {}
    env = environment(tmp_path / "var", HOST="127.0.0.1", PORT=str(port), WORKERS="2", THREADS="4", **given)
    python(PREPARE, env)
    with serving(["manage.py", "serve"], env, port) as url:
        yield url, env


class Visitor:
    """A browser without script: cookies, and the token of the form."""

    def __init__(self, url: str):
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.url = url
        page = self.opener.open(f"{url}/accounts/login/", timeout=60).read().decode()
        self.token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]

    def sign_in(self, username: str, password: str) -> str:
        """What came of it: "in", "wrong", "braked" or "busy"."""
        data = {"login": username, "password": password, "csrfmiddlewaretoken": self.token}
        try:
            answer = self.opener.open(f"{self.url}/accounts/login/", urllib.parse.urlencode(data).encode(), timeout=60)
            page = answer.read().decode()
            return "in" if answer.url.endswith("/admin/") else "wrong" if "is not right" in page else page
        except urllib.error.HTTPError as error:
            page = error.read().decode()
            return str(error.code) if error.code != 429 else "braked" if "too many wrong tries" in page else "busy"


def all_at_once(acts) -> list:
    found = []
    threads = [threading.Thread(target=lambda act=act: found.append(act())) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_works(site):
    """Sixteen try for a while; readers hardly notice, and who knows the password gets in afterwards."""
    url, env = site
    assert Visitor(url).sign_in("ada", "a-long-enough-passphrase") == "in"
    visitors = [Visitor(url) for _ in range(AT_ONCE)]
    until = time.monotonic() + 8
    taken = []

    def try_on(visitor: Visitor, number: int) -> Counter:
        said = Counter()
        while time.monotonic() < until:
            said[visitor.sign_in(f"nobody{number}-{said.total()}", "wrong-password")] += 1
        return said

    def read() -> Counter:
        while time.monotonic() < until:
            began = time.monotonic()
            urllib.request.urlopen(f"{url}/about/", timeout=60).read()
            taken.append(time.monotonic() - began)
            time.sleep(0.05)
        return Counter()

    said = sum(all_at_once([lambda v=v, n=n: try_on(v, n) for n, v in enumerate(visitors)] + [read]), Counter())
    taken.sort()
    print(
        f"{len(taken)} reads: median {statistics.median(taken):.3f} s, "
        f"p95 {taken[int(len(taken) * 0.95)]:.3f} s; {said}"
    )
    assert set(said) <= {"wrong", "busy", "braked"}
    assert said["wrong"]
    assert taken[int(len(taken) * 0.95)] < 2  # 6.3 s without the places for hashing
    rows, counts = map(int, python(AUDIT, env).splitlines()[-1].split())
    assert rows <= 101
    assert counts <= 110


@pytest.mark.slow
def test_of_many_at_once_five_are_checked(site):
    url, _ = site
    visitors = [Visitor(url) for _ in range(AT_ONCE)]
    said = Counter()
    while not said["braked"]:
        said += Counter(all_at_once([lambda v=v: v.sign_in("ada", "wrong-password") for v in visitors]))
    assert said["wrong"] == 5
    assert Visitor(url).sign_in("ada", "a-long-enough-passphrase") == "braked"
