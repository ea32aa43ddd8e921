"""An end to waiting for a server that does not answer: its connections are cut from outside, in whatever they wait."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress

import psycopg


class InUse:
    """The connections that somebody may be waiting on."""

    def __init__(self):
        self._lock, self._held = threading.Lock(), {}

    @contextmanager
    def held(self, connection: Callable[[], psycopg.Connection | None]) -> Iterator[None]:
        """Until the end, a connection may be cut: the one that is given when it is asked for."""
        key = object()
        with self._lock:
            self._held[key] = connection
        try:
            yield
        finally:
            with self._lock:
                del self._held[key]

    def cut(self) -> None:
        """Have whoever waits on a connection be told that the server ended it."""
        with self._lock:
            held = list(self._held.values())
        for connection in filter(None, (each() for each in held)):
            with suppress(psycopg.Error, OSError), closing(_own_copy(connection)) as copy:
                copy.shutdown(socket.SHUT_RDWR)


def _own_copy(connection: psycopg.Connection) -> socket.socket:
    return socket.socket(fileno=os.dup(connection.pgconn.socket))
