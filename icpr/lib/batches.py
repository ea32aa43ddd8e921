"""Many small pieces of text or bytes, joined to a few that are worth to be sent."""

from collections.abc import Iterable, Iterator
from typing import AnyStr

BATCH = 256 * 1024  # characters or bytes


def batched(pieces: Iterable[AnyStr]) -> Iterator[AnyStr]:
    """The same in pieces of about BATCH, none of them empty."""
    held: list[AnyStr] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= BATCH:
            yield held[0][:0].join(held)
            held, size = [], 0
    if size:
        yield held[0][:0].join(held)
