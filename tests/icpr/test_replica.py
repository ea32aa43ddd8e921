"""Readers answered from a real streaming replica: stopped, lagging, promoted and alone, under traffic."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
import requests
from django.db import connection

from tests.postgresql import ScratchServer
from tests.replicas import Replica
from tests.resources.staff import fields_of
from tests.server import environment, free_port, python, serving
from tests.test_reads_never_write import FOUND, PREPARE
from tests.waiting import until

# Its servers are its own: one suite is enough.
pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="of PostgreSQL alone")

LAG = 2  # READ_DATABASE_LAG_SECONDS
LOOKS = 20  # seconds: a look at each server a second, and what a busy machine adds
USED, PRIMARY = "answered from the replica", "answered from the primary"
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"}
ARTICLE = "from resources.models import PoliceChiefArticle; print(PoliceChiefArticle.objects.get().slug)"


@dataclass(frozen=True)
class Site:
    url: str
    env: dict[str, str]
    primary: ScratchServer
    replica: Replica
    public: list[str]
    staff: dict[str, str]

    def get(self, path: str, **headers: str) -> requests.Response:
        return requests.get(self.url + path, headers=headers, timeout=60, allow_redirects=False)

    def ready(self) -> tuple[int, str]:
        answer = self.get("/readyz")
        return answer.status_code, answer.text

    def write(self, statement: str) -> None:
        with psycopg.connect(self.primary.url) as console:
            console.execute(statement)

    def told(self, server: ScratchServer, words: str) -> bool:
        """Whether a server was asked something that holds some words."""
        return words in (server.folder / "log").read_text(errors="replace")


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator[Site]:
    """One process, so that what /readyz says is said of all."""
    folder, port = tmp_path_factory.mktemp("replica"), free_port()
    with ScratchServer() as primary:
        env = environment(folder / "var", HOST="127.0.0.1", PORT=str(port), WORKERS="1", DATABASE_URL=primary.url)
        env |= {"CONTACT_EMAIL": "library@example.org", "LOG_LEVEL": "INFO", "ACCESS_LOG": "0"}
        known = json.loads(python(PREPARE, env))
        with psycopg.connect(primary.url, autocommit=True) as console:
            console.execute("ALTER SYSTEM SET log_statement = 'all'")
            console.execute("SELECT pg_reload_conf()")
        with Replica(primary) as replica:
            env |= {"READ_DATABASE_URL": replica.url, "READ_DATABASE_LAG_SECONDS": str(LAG)}
            with serving(["-m", "icpr.server"], env, port) as url:
                yield Site(url, env, primary, replica, known["public"], {"Cookie": known["cookies"]})


@pytest.fixture
def site(running) -> Site:
    until(lambda: USED in running.ready()[1])
    return running


@dataclass
class Traffic:
    """What readers met meanwhile: of each answer when it was asked for, its status and how long it took."""

    answers: list[tuple[float, int, float]] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def slowest(self) -> float:
        return max(took for _, _, took in self.answers)

    @property
    def faults(self) -> list[int]:
        return [status for _, status, _ in self.answers if status != 200]


@contextmanager
def traffic(site: Site, name: str) -> Iterator[Traffic]:
    """Three readers who ask for pages that nobody asked for before."""
    met = Traffic()

    def read(reader: int) -> None:
        number = 0
        while not met.ended.is_set():
            number, began = number + 1, time.monotonic()
            page = "/resources/a-guide/" if number % 2 else "/resources/"
            status = site.get(f"{page}?utm_source={name}-{reader}-{number}").status_code
            met.answers.append((began, status, time.monotonic() - began))

    readers = [threading.Thread(target=read, args=[reader]) for reader in range(3)]
    for each in readers:
        each.start()
    try:
        until(lambda: len(met.answers) > 10)
        yield met
        enough = len(met.answers) + 10
        until(lambda: len(met.answers) > enough)
    finally:
        met.ended.set()
        for each in readers:
            each.join()
    print(f"{name}: {len(met.answers)} answers, the slowest after {met.slowest:.2f} s, faults: {met.faults}")
    if met.faults:
        print((Path(site.env["VAR_DIR"]) / "server.log").read_text(errors="replace")[-10_000:])


def test_works_for_every_public_page(site):
    asked = [address for address in site.public if not address.startswith("/dump/")]  # which a job makes anew
    assert {address: answer for address in asked if (answer := site.get(address).status_code) not in FOUND} == {}
    assert USED in site.ready()[1], "no page failed there"


def test_readers_ask_the_replica_and_staff_the_primary(site):
    assert site.get("/resources/?q=zebra").status_code == 200
    assert site.get("/resources/?q=panda", **site.staff).status_code == 200
    asked = {word: (site.told(site.primary, word), site.told(site.replica, word)) for word in ("zebra", "panda")}
    assert asked == {"zebra": (False, True), "panda": (True, False)}


def test_a_search_is_counted_though_the_page_came_from_the_replica(site):
    assert site.get("/resources/?q=okapi", **BROWSER).status_code == 200
    count = "from resources.models import SearchCount; print(SearchCount.objects.filter(query='okapi').exists())"
    until(lambda: python(count, site.env).strip() == "True")


def test_what_is_settled_is_asked_of_the_primary(site):
    assert site.get("/api/v1/changes?since=2020-01-01T00:00:00Z").status_code == 200
    assert USED in site.ready()[1]
    assert site.told(site.primary, "min(xact_start)")


def test_staff_see_their_save_at_once_and_readers_within_the_lag(site):
    """Each is right in its own place, also by what is kept in memory, though they ask in turns."""
    [number] = python(
        "from resources.models import Resource; print(Resource.objects.get(slug='a-guide').pk)", site.env
    ).split()
    form, page, search = f"/admin/resources/resource/{number}/change/", "/resources/a-guide/", "/resources/?q=quagga"
    assert "Quagga" not in site.get(page).text
    assert page not in site.get(search).text
    with site.replica.paused():
        fields = fields_of(site.get(form, **site.staff).content) | {"title": "Quagga, bongo and kudu"}
        token = fields["csrfmiddlewaretoken"][0]
        headers = {"Cookie": f"{site.staff['Cookie']}; csrftoken={token}", "Referer": site.url + form}
        sent = requests.post(site.url + form, fields, headers=headers, timeout=60, allow_redirects=False)
        assert sent.status_code == 302, sent.text
        for word in ("bongo", "kudu"):
            assert "Quagga" in site.get(page, **site.staff).text
            assert page in site.get(search, **site.staff).text
            found = page in site.get(f"/resources/?q={word}").text
            assert not (found and site.told(site.replica, word)), "the replica cannot know it yet"
        until(lambda: "Quagga" in site.get(page).text)
        assert page in site.get(search).text
        until(lambda: f"more than {LAG} seconds behind" in site.ready()[1])
    until(lambda: USED in site.ready()[1])
    assert "Quagga" in site.get(page + "?utm_source=2").text
    assert page in site.get("/resources/?q=kudu&utm_source=2").text


def test_a_withdrawn_record_is_gone_within_the_lag(site):
    [slug] = python(ARTICLE, site.env).split()
    page = f"/resources/{slug}/"
    assert site.get(page).status_code == 200
    with site.replica.paused():
        began = time.monotonic()
        site.write(
            f"UPDATE resources_resource SET status = 'withdrawn', withdrawn_reason = 'old' WHERE slug = '{slug}'"
        )
        until(lambda: site.get(page).status_code == 410)
        print(f"readers saw the withdrawal after {time.monotonic() - began:.1f} s")
        assert time.monotonic() - began < LAG + LOOKS
        assert PRIMARY in site.ready()[1]


def test_a_replica_that_stops_holds_nobody_up(site):
    with traffic(site, "stopped") as met:
        site.replica.stop()
        until(lambda: PRIMARY in site.ready()[1])
        site.replica.start()
        until(lambda: USED in site.ready()[1])
    assert met.faults == []
    assert met.slowest < 10


def test_a_replica_that_hangs_holds_nobody_up_for_long(site):
    with ExitStack() as until_read, traffic(site, "hanging") as met:
        until_read.enter_context(site.replica.hanging())
        until(lambda: PRIMARY in site.ready()[1])
    assert met.faults == []
    assert met.slowest < 20


def last_asked(site: Site) -> str:
    """When the latest connection was made by which the replica is looked at: its address may lead to another."""
    looks = "query LIKE 'SELECT pg_is_in_recovery(), %'"
    return site.replica.ask(f"coalesce(max(backend_start)::text, '') FROM pg_stat_activity WHERE {looks}")


def test_a_replica_that_is_promoted_is_asked_no_more(site):
    try:
        with traffic(site, "promoted") as met:
            site.replica.ask("pg_promote()")
            until(lambda: "no replica" in site.ready()[1])
            first = last_asked(site)
            until(lambda: last_asked(site) > first)
        assert met.faults == []
        site.write("UPDATE resources_resource SET title = 'After the promotion' WHERE slug = 'a-guide'")
        assert "After the promotion" in site.get("/resources/a-guide/").text
    finally:
        site.replica.copy()
        site.replica.start()


def test_while_the_primary_is_away_readers_are_answered(site):
    site.primary.stop()
    try:
        until(lambda: "The primary database does not answer" in site.ready()[1])
        with traffic(site, "alone") as met:
            until(lambda: USED in site.ready()[1])
            assert site.ready()[0] == 200
        assert met.faults == []
        assert site.get("/admin/", **site.staff).status_code == 503
    finally:
        site.primary.start()
    until(lambda: site.get("/admin/", **site.staff).status_code == 200)


def refused(site: Site, **given: str) -> str:
    """What is said where the library does not start."""
    with pytest.raises(RuntimeError) as told:
        python("import icpr.wsgi", site.env | given)
    return str(told.value)


def test_a_server_that_is_no_replica_is_refused_at_start(site):
    """The primary by another address, and the server of somebody else."""
    assert "leads to the primary itself" in refused(site, READ_DATABASE_URL=f"{site.primary.url}/")
    with ScratchServer() as stranger:
        assert "is no replica of the primary" in refused(site, READ_DATABASE_URL=stranger.url)


def test_a_replica_that_does_not_answer_is_no_reason_not_to_start(site):
    gone = "postgresql://icpr@127.0.0.1:1/library"
    assert python("import icpr.wsgi", site.env | {"READ_DATABASE_URL": gone}) == ""
