"""Passwords are hashed quickly here, by the hasher of the site with fewer rounds."""

from collections.abc import Callable

import pytest
from django.core.cache import cache

from icpr.accounts.hashing import PacedPasswordHasher
from icpr.audit import recording


class CountingHasher(PacedPasswordHasher):
    iterations = 10
    hashed = 0

    def encode(self, password, salt, iterations=None):
        type(self).hashed += 1
        return super().encode(password, salt, iterations)


@pytest.fixture(autouse=True)
def quick_hashes(settings):
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    cache.clear()  # a process of its own for each test
    recording._noted.clear()


@pytest.fixture
def hashed(quick_hashes) -> Callable[[Callable], int]:
    """Counts how many passwords are hashed while something is done."""

    def count(act: Callable) -> int:
        before = CountingHasher.hashed
        act()
        return CountingHasher.hashed - before

    return count
