"""Two servers with a Redis server between them, which goes, hangs and comes back while readers read."""

import re
import threading
import time
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime
from secrets import token_urlsafe
from typing import NamedTuple

import pytest

from icpr.lib.shared_cache import AWAY
from tests.icpr.accounts.test_server import Visitor
from tests.icpr.server.test_kept_pages import TAKEN
from tests.icpr.server.two_servers import Browser, two_servers, write
from tests.redis_server import needed, redis_server
from tests.waiting import until

pytestmark = needed
MARK = "A word that only the cache knows."


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    with redis_server(tmp_path_factory.mktemp("redis")) as running:
        yield running


class Started(NamedTuple):
    sites: list[str]
    said: list[str]  # by /readyz of each, before there was a cache


@pytest.fixture(scope="module")
def started(site, cache, tmp_path_factory):
    folder, static = tmp_path_factory.mktemp("sharing"), site.folder / "var" / "static"
    given = {"CACHE_URL": cache.url, "API_REQUESTS_A_MINUTE": "6", "SECRET_KEY": token_urlsafe(48)}
    cache.stop()
    with two_servers(site.database, folder, static, **given) as both:
        said = [ready(each) for each in both]
        cache.start()
        until(lambda: not any(AWAY in ready(each) for each in both))
        yield Started(both, said)


@pytest.fixture(scope="module")
def sites(started):
    return started.sites


def record(address: str, number: int) -> str:
    seen = Browser(address).see(f"/r/ICPR-{number:06}/")
    return re.search(r'rel="canonical" href="[^"]*?(/resources/[^"]+)"', seen.text)[1]


def ready(address: str) -> str:
    return Browser(address).see("/readyz").text


def test_works(sites, cache):
    """What one made, the other sends."""
    path, plain = record(sites[0], 12), {"Accept-Encoding": "identity"}

    def is_passed_on() -> bool:  # unless a job that a new server begins with made another edition meanwhile
        Browser(sites[0], plain).see(path)
        for key in cache.client().keys("icpr:*:identity"):
            head, _, body = cache.client().get(key).partition(b"\n")
            cache.client().set(key, head + b"\n" + MARK.encode().ljust(len(body)))
        return MARK in Browser(sites[1], plain).see(path).text

    until(is_passed_on)
    cache.client().flushall()
    assert "ready" in ready(sites[0])
    assert AWAY not in ready(sites[0])


def test_a_withdrawal_is_seen_by_the_next_request_of_both(site, sites):
    path = record(sites[0], 14)
    browsers = [Browser(each) for each in sites]
    assert [each.see(path).code for each in browsers] == [200, 200]
    write(site.database, TAKEN, "withdrawn", datetime.now(UTC), "Gone.", 14)
    assert [each.see(path).code for each in browsers] == [410, 410]
    write(site.database, TAKEN, "published", None, "", 14)
    assert {each.see(path).code for each in browsers} <= {200, 304}


@contextmanager
def readers(sites, paths):
    """Four who read one page after another. Yields how often each status came, and how long each took."""
    codes, took, over = Counter(), [], threading.Event()

    def read(address: str) -> None:
        while not over.is_set():
            for path in paths:
                began = time.monotonic()
                codes[Browser(address).see(path).code] += 1
                took.append(time.monotonic() - began)

    threads = [threading.Thread(target=read, args=[address]) for address in sites * 2]
    for thread in threads:
        thread.start()
    try:
        yield codes, took
    finally:
        over.set()
        for thread in threads:
            thread.join()


@pytest.mark.slow
def test_under_traffic_it_goes_hangs_and_comes_back(sites, cache):
    paths = [record(sites[0], number) for number in (12, 14)] + ["/", "/resources/?q=training"]
    with readers(sites, paths) as (codes, took):
        until(lambda: codes[200] > 8)
        cache.stop()
        until(lambda: AWAY in ready(sites[0]) and AWAY in ready(sites[1]))
        so_far = codes[200]
        until(lambda: codes[200] > so_far + 8)
        cache.start()
        until(lambda: not any(AWAY in ready(each) for each in sites))
        until(lambda: cache.client().dbsize() > 2)
        with cache.hanging():
            until(lambda: AWAY in ready(sites[0]) and AWAY in ready(sites[1]))
            so_far = codes[200]
            until(lambda: codes[200] > so_far + 8)
        until(lambda: not any(AWAY in ready(each) for each in sites))
    assert set(codes) == {200}
    assert max(took) < 20


def test_the_limit_of_the_api_is_of_both_together(sites):
    until(lambda: time.time() % 60 < 40)  # a window that does not end meanwhile
    codes = Counter(Browser(sites[number % 2]).see(f"/api/v1/tags?limit={number + 1}").code for number in range(10))
    assert codes == {200: 6, 429: 4}


def test_servers_start_while_it_is_not_there_and_say_so(started):
    assert all(said.startswith("ready\n") and AWAY in said for said in started.said)


def test_without_it_signing_in_works_and_is_limited(sites, cache):
    """Its limits are counted in the database."""
    cache.stop()
    try:
        said = [Visitor(sites[number % 2]).sign_in("nobody", "wrong-password") for number in range(7)]
        assert said == ["wrong"] * 5 + ["braked"] * 2
        assert Visitor(sites[0]).sign_in("root", "a-password-for-this-test-only") == "in"
    finally:
        cache.start()
