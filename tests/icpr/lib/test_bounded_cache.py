"""A cache bounded in bytes."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from django.core.cache import caches

from icpr.lib.bounded_cache import OF_AN_ENTRY, size_of


@pytest.fixture
def cache(settings, request):
    given = {"BACKEND": "icpr.lib.bounded_cache.BoundedCache", "LOCATION": request.node.name}
    settings.CACHES = {"default": given | {"OPTIONS": {"MAX_BYTES": 20_000}}}
    return caches["default"]


def test_works(cache):
    value = (b"bytes", [("a", "b")], None)
    cache.set("a", value, 60)
    assert cache.get("a") is value
    assert cache.get("b", "none") == "none"
    assert cache.get_many(["a", "b"]) == {"a": value}
    assert cache.add("a", 1) is False
    assert cache.add("b", 1, None) is True
    assert cache.touch("b", 60) is True
    assert cache.touch("c") is False
    assert (cache.delete("a"), cache.delete("a"), cache.get("a")) == (True, False, None)
    cache.clear()
    assert (cache.get("b"), cache.memory.size) == (None, 0)


def test_what_was_used_longest_ago_goes_first(cache):
    for key in "abcd":
        cache.set(key, bytes(4_000))
    assert cache.get("a")
    cache.set("e", bytes(4_000))
    assert [key for key in "abcde" if cache.get(key)] == ["a", "c", "d", "e"]


def test_it_holds_no_more_than_its_bytes(cache):
    for number in range(500):
        cache.set(f"{number % 90}", bytes(number * 11 % 4_000))
        assert cache.memory.size <= 20_000
    held = cache.memory.entries.values()
    assert cache.memory.size == sum(size for _, size, _ in held)
    assert all(size == size_of(value) + OF_AN_ENTRY for value, size, _ in held)


def test_what_would_take_more_than_a_quarter_is_not_kept(cache):
    cache.set("a", bytes(1_000))
    cache.set("b", bytes(1_000))
    cache.set("b", bytes(6_000))
    assert (cache.get("b"), len(cache.get("a"))) == (None, 1_000)


def test_time_ends_an_entry(cache):
    cache.set("a", 1, 0.05)
    cache.set("b", 1, 0)
    cache.set("c", 1, None)
    sleep(0.06)
    assert [cache.get(key) for key in "abc"] == [None, None, 1]


def test_size_counts_what_is_inside():
    value = [("name", "x" * 1_000), b"y" * 1_000]
    assert len(pickle.dumps(value)) < size_of(value) < 3_000


def test_many_threads_agree(cache):
    def use(number: int) -> None:
        for turn in range(300):
            cache.set(f"{(number + turn) % 30}", bytes(turn))
            cache.get(f"{turn % 30}")

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(use, range(4)))
    assert cache.memory.size == sum(size for _, size, _ in cache.memory.entries.values()) <= 20_000
