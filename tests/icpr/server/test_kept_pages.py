"""Pages that are kept are as true as pages that are made: by the clock, after a withdrawal, in every process."""

import random
import re
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from tests.icpr.server.nginx import NGINX, nginx
from tests.icpr.server.two_servers import Browser, Seen, two_servers, write

SECONDS, RECORDS = 3, 8
WRITTEN = "UPDATE resources_resource SET publish_at = %s, expire_at = %s WHERE number = %s"
TAKEN = "UPDATE resources_resource SET status = %s, withdrawn_at = %s, withdrawn_reason = %s WHERE number = %s"


@pytest.fixture(scope="module")
def sites(site, tmp_path_factory):
    with two_servers(
        site.database, tmp_path_factory.mktemp("two"), site.folder / "var" / "static", BEHIND_PROXY="1"
    ) as both:
        yield both


@pytest.fixture(scope="module")
def front(sites, tmp_path_factory):
    if not NGINX:
        pytest.skip("nginx is not here")
    with nginx(tmp_path_factory.mktemp("nginx"), sites) as address:
        yield address


@pytest.fixture(scope="module")
def records(sites) -> dict[int, str]:
    """Permanent numbers of the opening catalogue, and the addresses of their pages."""
    found = {}
    for number in range(1, 40):
        seen = Browser(sites[0]).see(f"/r/ICPR-{number:06}/")
        if seen.code == 200:
            found[number] = re.search(r'rel="canonical" href="[^"]*?(/resources/[^"]+)"', seen.text)[1]
    return found


def is_shown(seen: Seen) -> bool:
    return seen.code in (200, 304)


def test_works(sites, records):
    [path] = random.sample(list(records.values()), 1)
    for site in sites:
        browser = Browser(site)
        assert [browser.see(path).code for _ in range(3)] == [200, 304, 304]
    browsers = [Browser(site) for site in sites]
    assert browsers[0].see("/").headers["ETag"] == browsers[1].see("/").headers["ETag"]


def test_the_clock_is_kept_by_pages_lists_and_counts(site, sites, records):
    """Random moments of publishing and expiry; who looks without a pause never sees a record too early or too late."""
    chosen = random.sample(sorted(records), RECORDS)
    begin = datetime.now(UTC)
    ends = datetime(2090, 1, 1, tzinfo=UTC)
    spans = {}
    for number in chosen:
        first = begin + timedelta(seconds=random.uniform(0.3, SECONDS))
        last = random.choice([ends, first + timedelta(seconds=random.uniform(0.05, SECONDS))])
        if random.random() < 0.3:
            first, last = begin - timedelta(hours=1), first
        spans[number] = (first, last)
        write(site.database, WRITTEN, first, last, number)
    try:
        browsers, codes = [Browser(each) for each in sites], Counter()
        while datetime.now(UTC) < begin + timedelta(seconds=2 * SECONDS + 0.5):
            browser, number = random.choice(browsers), random.choice(chosen)
            seen = browser.see(records[number])
            codes[seen.code] += 1
            _check(is_shown(seen), seen, spans[number])
            seen = browser.see(random.choice(["/whats-new/", "/resources/?sort=added"]))
            codes[seen.code] += 1
            for number in chosen:
                if f'"{records[number]}"' in seen.text:
                    _check(True, seen, spans[number])
        assert codes[304] > 10
        assert codes[200] > 10
        assert codes[404] + codes[410] > 5
    finally:
        for number in chosen:
            write(site.database, WRITTEN, begin - timedelta(days=30), None, number)


def _check(shown: bool, seen: Seen, span: tuple[datetime, datetime]) -> None:
    first, last = span
    if seen.until < first or seen.since >= last:
        assert not shown, (seen.since, seen.until, span)
    elif seen.since >= first and seen.until < last:
        assert shown, (seen.since, seen.until, span)


def test_a_withdrawal_is_seen_by_the_next_request_of_both(site, sites, records):
    browsers = [Browser(each) for each in sites]
    for number in random.sample(sorted(records), 4):
        for browser in browsers:
            assert is_shown(browser.see(records[number]))
        write(site.database, TAKEN, "withdrawn", datetime.now(UTC), "Gone.", number)
        assert [browser.see(records[number]).code for browser in browsers] == [410, 410]
        write(site.database, TAKEN, "published", None, "", number)
        assert [is_shown(browser.see(records[number])) for browser in browsers] == [True, True]


# Behind nginx, with proxy_cache as deploy/nginx.conf says
def test_nginx_keeps_pages_and_asks_each_time(front, records):
    path = random.choice(list(records.values()))
    seen = [Browser(front).see(path) for _ in range(4)]
    assert [each.code for each in seen] == [200] * 4
    assert {each.headers["X-Kept"] for each in seen[1:]} == {"REVALIDATED"}
    assert len({each.text for each in seen}) == 1
    assert "X-Accel-Expires" not in seen[-1].headers


def test_nginx_keeps_each_coding_by_itself(front, records):
    path = random.choice(list(records.values()))
    for _ in range(2):
        for accepted, coding in (("br, gzip", "br"), ("gzip;q=1.0", "gzip"), ("deflate", None)):
            seen = Browser(front, {"Accept-Encoding": accepted}).see(path)
            assert seen.headers["Content-Encoding"] == coding
            assert seen.headers["Vary"] == "Accept-Encoding"
    assert seen.headers["X-Kept"] == "REVALIDATED"


def test_nginx_sends_no_old_byte_after_a_withdrawal(site, front, records):
    seen = Counter()
    for number in random.sample(sorted(records), 6):
        browsers = [Browser(front) for _ in range(3)]
        for browser in browsers:
            assert browser.see(records[number]).code in (200, 304)
        write(site.database, TAKEN, "withdrawn", datetime.now(UTC), "Gone.", number)
        after = [browser.see(records[number]) for browser in [*browsers, Browser(front)]]
        assert [each.code for each in after] == [410] * 4
        seen.update(each.headers["X-Kept"] for each in after)
        write(site.database, TAKEN, "published", None, "", number)
        assert [browser.see(records[number]).code in (200, 304) for browser in browsers] == [True] * 3
    assert "HIT" not in seen
    assert "STALE" not in seen


def test_nor_after_an_expiry(site, front, records):
    number = random.choice(sorted(records))
    end = datetime.now(UTC) + timedelta(seconds=1)
    write(site.database, WRITTEN, end - timedelta(days=1), end, number)
    try:
        codes = Counter()
        while datetime.now(UTC) < end + timedelta(seconds=0.5):
            seen = Browser(front).see(records[number])
            if seen.since >= end:
                assert seen.code in (404, 410)
            elif seen.until < end:
                assert seen.code == 200
            codes[seen.code] += 1
        assert len(codes) == 2
    finally:
        write(site.database, WRITTEN, end - timedelta(days=1), None, number)


def test_who_signs_in_asks_the_library_through_nginx(site, front, records):
    path = random.choice(list(records.values()))
    Browser(front).see(path)
    mine = Browser(front, {"Cookie": f"sessionid={site.sessions['staff']}"}).see(path)
    assert (mine.code, mine.headers["X-Kept"], mine.headers["Cache-Control"]) == (200, "BYPASS", "private, no-cache")
    assert Browser(front).see(path).headers["X-Kept"] == "REVALIDATED"
    private = [Browser(front).see(f"/plan/{site.token}/").headers["X-Kept"] for _ in range(2)]
    assert private == ["MISS", "MISS"]
