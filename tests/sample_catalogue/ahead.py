"""What is made in a process beside, while what was made before is written."""

import multiprocessing
import signal
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import NoReturn, TypeVar

from django.db import connection

T = TypeVar("T")


def ahead(made: Iterator[T]) -> Iterator[T]:
    """What an iterator gives, at most one more of it than was asked for. It runs in a copy of this process that may not
    use the database, and what it gives can be pickled. Raises `EOFError` when the copy came to a bad end, of which it
    has told on standard error."""
    fork = multiprocessing.get_context("fork")
    taking, giving = fork.Pipe(duplex=False)
    copy = fork.Process(target=_give, args=(made, giving, taking), daemon=True)
    copy.start()
    giving.close()  # so that the copy's end is the end of what comes
    try:
        while given := taking.recv():
            yield given[0]
    finally:
        copy.kill()
        copy.join()
        taking.close()


def _give(made: Iterator[T], giving: Connection, taking: Connection) -> None:
    """Each in a tuple of its own, and an empty one at the end."""
    taking.close()  # so that nothing is given when nobody is there to take it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with connection.execute_wrapper(_refuse):
        for each in made:
            giving.send((each,))
    giving.send(())


def _refuse(*args) -> NoReturn:
    raise RuntimeError("The connection to the database is of another process, which is using it.")
