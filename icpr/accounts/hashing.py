"""Passwords are hashed two at a time in a process: a hash takes half a second of a processor, by design, and sixteen
at once would keep readers waiting."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher

AT_ONCE = 2
PATIENCE = 2.0  # seconds until one who waits is told to come again


class Busy(Exception):
    """Raised when too many passwords are being hashed already."""


# Who computes and who waits hold a thread of the server each; one is always left for readers.
_room = threading.BoundedSemaphore(max(1, min(AT_ONCE + 1, settings.THREADS - 1)))
_places = threading.BoundedSemaphore(AT_ONCE)
_held = threading.local()


@contextmanager
def place() -> Iterator[None]:
    """Holds one of the places to hash a password; within it, further ones are the same.
    Raises Busy when all are taken."""
    if getattr(_held, "here", False):
        yield
        return
    if not _room.acquire(blocking=False):
        raise Busy
    try:
        if not _places.acquire(timeout=PATIENCE):
            raise Busy
        try:
            _held.here = True
            yield
        finally:
            _held.here = False
            _places.release()
    finally:
        _room.release()


class PacedPasswordHasher(PBKDF2PasswordHasher):
    """Django's own, the same hashes, but few at a time."""

    def encode(self, password, salt, iterations=None):
        with place():
            return super().encode(password, salt, iterations)
