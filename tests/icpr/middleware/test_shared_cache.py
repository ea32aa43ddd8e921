"""Pages and counts in a real Redis server that processes share: away, slow, full, locked, and with keys of others."""

import time
from contextlib import suppress
from secrets import token_hex

import pytest
from redis.exceptions import OutOfMemoryError

from icpr.health import readiness
from icpr.lib import shared_cache
from icpr.lib.backends import cache_from_url
from icpr.lib.shared_cache import AWAY, FULL
from icpr.limits.shared import SharedLimit
from tests.factories import make_pillar, make_resource
from tests.reading import Reader
from tests.redis_server import RedisServer, needed, redis_server
from tests.waiting import until

pytestmark = [pytest.mark.django_db, needed]


@pytest.fixture
def server(tmp_path):
    with redis_server(tmp_path) as running:
        yield running


def use(settings, url: str) -> None:
    settings.CACHES = settings.CACHES | {"pages": cache_from_url(url)}


@pytest.fixture
def shared(settings, server) -> RedisServer:
    use(settings, server.url)
    return server


@pytest.fixture
def pause(monkeypatch) -> float:
    monkeypatch.setattr(shared_cache, "PAUSE", 0.2)
    return 0.2


@pytest.fixture
def address() -> str:
    return make_resource(title="Bicycle patrols", pillars=[make_pillar()]).get_absolute_url()


def keys(server: RedisServer) -> list[bytes]:
    return server.client().keys()


def fill(server: RedisServer) -> None:
    client = server.client()
    for size in (8_000, 100):
        with suppress(OutOfMemoryError):
            while True:
                client.set(f"another's {token_hex()}", bytes(size))


def seconds(act) -> float:
    began = time.monotonic()
    act()
    return time.monotonic() - began


def test_works(shared, address, django_assert_num_queries):
    made = Reader().get(address)
    with django_assert_num_queries(1):
        assert Reader().get(address) == made
    plain = Reader().get(address, **{"Accept-Encoding": None})
    assert (plain.text, plain.headers["Vary"]) == (made.text, "Accept-Encoding")
    assert len(shared.client().keys()) == 2
    assert all(0 < shared.client().ttl(key) <= 24 * 3_600 for key in keys(shared))


def test_keys_of_others_are_left_alone(shared, settings, address):
    shared.client().set("another's", "own")
    Reader().get(address)
    assert all(key == b"another's" or key.startswith(b"icpr:") for key in keys(shared))
    settings.SECRET_KEY = "another library in the same server " * 2
    Reader().get(address)
    assert len(shared.client().keys()) == 3
    assert shared.client().get("another's") == b"own"


@pytest.mark.parametrize(
    "value",
    [
        b"\x80\x05cos\nsystem\n(S'false'\ntR.",
        b"",
        b"17",
        b"{}\n",
        b"[9]\nx",
        b'[0,"x"]\nx',
        b"null\nx",
        b"[1,7,8,9]\nx",
    ],
)
def test_what_somebody_else_put_there_is_no_page_and_never_run(shared, address, value):
    made = Reader().get(address)
    [key] = shared.client().keys()
    shared.client().set(key, value)
    assert Reader().get(address) == made
    assert readiness.shared_cache.trouble() is None


def test_one_that_goes_and_comes_back(shared, address, pause, caplog):
    made = Reader().get(address)
    shared.stop()
    assert [Reader().get(address) for _ in range(3)] == [made] * 3
    assert shared_cache.trouble() == AWAY
    assert len([line for line in caplog.messages if "does not answer" in line]) == 1, "said once"
    shared.start()
    until(lambda: shared_cache.trouble() is None)
    assert "answers again (reading)" in caplog.text
    assert Reader().get(address) == made
    assert any(b":limit" not in key and b"looked-at" not in key for key in keys(shared))


def test_one_that_hangs_holds_a_reader_up_once(shared, address):
    """Half a second in all, not at each of the three questions of a page and the count of the API."""
    made = Reader().get(address)
    limit = SharedLimit("trial", 60)
    with shared.hanging():
        assert seconds(lambda: Reader().get(address)) < 1.9
        assert seconds(lambda: [Reader().get(address) for _ in range(3)]) < 1.4
        assert seconds(lambda: limit.seconds_to_wait("ada", 5)) < 0.45
        assert Reader().get(address) == made
        assert shared_cache.trouble() == AWAY


def test_one_that_is_slow_is_left_alone(shared, address, monkeypatch):
    monkeypatch.setattr(shared_cache, "SLOW", 0)
    made = Reader().get(address)
    assert shared_cache.trouble() == AWAY
    monkeypatch.setattr(shared_cache, "SLOW", 60)
    assert Reader().get(address) == made


def test_one_that_is_full_is_still_read(settings, tmp_path, address, pause, django_assert_num_queries):
    other = make_resource(title="Patrols on foot").get_absolute_url()
    with redis_server(tmp_path, "--maxmemory", "3mb") as server:
        use(settings, server.url)
        made = Reader().get(address)
        server.client().config_set("maxmemory", "1mb")
        fill(server)
        assert [Reader().get(other).code for _ in range(2)] == [200, 200]
        until(lambda: fill(server) or shared_cache.trouble() == FULL)
        assert SharedLimit("trial", 60).seconds_to_wait("ada", 1) == 0
        with django_assert_num_queries(1):
            assert Reader().get(address) == made


def test_a_wrong_password_slows_and_is_told_without_it(settings, tmp_path, address, caplog):
    with redis_server(tmp_path, "--requirepass", "right") as server:
        use(settings, server.url.replace("//", "//:hunter2@"))
        assert Reader().get(address).code == 200
        assert shared_cache.trouble() == AWAY
        assert "hunter2" not in caplog.text
        use(settings, server.url.replace("//", "//:right@"))
        Reader().get(address)
        assert shared_cache.trouble() is None
        assert server.client(password="right").dbsize() == 2  # the page, and what was looked at


def test_counts_are_of_all_who_share_it(shared):
    one, two = SharedLimit("trial", 60), SharedLimit("trial", 60)
    until(lambda: time.time() % 60 < 50)  # a window that does not end meanwhile
    assert [each.seconds_to_wait("ada", 3) for each in (one, two, one)] == [0, 0, 0]
    assert all(0 < each.seconds_to_wait("ada", 3) <= 60 for each in (one, two))
    assert two.seconds_to_wait("grace", 3) == SharedLimit("another", 60).seconds_to_wait("ada", 3) == 0
    assert not any(b"ada" in key for key in keys(shared))
    assert all(0 < shared.client().ttl(key) <= 120 for key in keys(shared))


def test_while_it_is_away_each_counts_for_itself(shared):
    shared.stop()
    limit = SharedLimit("trial", 60)
    assert [limit.seconds_to_wait("ada", 2) for _ in range(2)] == [0, 0]
    assert limit.seconds_to_wait("ada", 2) > 0
