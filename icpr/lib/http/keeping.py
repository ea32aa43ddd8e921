"""Answers that are not to be kept for other readers, said by whatever is asked while one is made.

What says something that the validator does not know of, such as a key of its own, calls `leave_out`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_reasons: ContextVar[list[str] | None] = ContextVar("reasons", default=None)


def leave_out(reason: str) -> None:
    """Say why the answer that this thread is making is not to be kept. Outside of an answer, nothing."""
    if (reasons := _reasons.get()) is not None:
        reasons.append(reason)


@contextmanager
def watched() -> Iterator[list[str]]:
    """Yields the reasons that are given until the end; empty when the answer may be kept."""
    token = _reasons.set([])
    try:
        yield _reasons.get()
    finally:
        _reasons.reset(token)
