"""A file in a bucket, read as it is asked for: never all of it in memory, never on the disk."""

import io
from collections.abc import Callable
from typing import Protocol

from botocore.exceptions import HTTPClientError, IncompleteReadError

from icpr.lib.logs.outages import Outage

BROKEN = (HTTPClientError, IncompleteReadError, OSError)
AGAIN = 2  # times that an answer which broke off is asked for anew, from where it broke off


class Body(Protocol):
    def read(self, size: int) -> bytes: ...

    def close(self) -> None: ...


class BucketFile(io.RawIOBase):
    """`ask` gives the bytes from one place up to another, as an open answer that is read in turn.

    A reader on a slow line may take minutes, and the store ends the connection meanwhile: what is left is then asked
    for anew. No bytes but those wanted are asked for. Raises Outage when the store is away or goes on breaking off.
    """

    def __init__(self, ask: Callable[[int, int], Body], size: int, wanted: range | None = None):
        wanted = range(size) if wanted is None else wanted
        self._ask, self._size, self._at, self._stop = ask, size, wanted.start, wanted.stop
        self._body: Body | None = None
        self._body_at = -1

    def begin(self) -> "BucketFile":
        """Ask now, so that a store that is away is told before the first byte is answered."""
        if self._at < self._stop:
            self._open()
        return self

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = max(0, {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence] + offset)
        return self._at

    def readinto(self, buffer) -> int:
        chunk = self.read(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def read(self, size: int | None = -1) -> bytes:
        left = max(0, self._stop - self._at)
        size = left if size is None or size < 0 else min(size, left)
        chunk, broken = b"", 0
        while size and not chunk:
            body = self._open()
            try:
                chunk = body.read(size)
                ended = None if chunk else EOFError()
            except BROKEN as error:
                ended = error
            if ended:
                self._drop()
                broken += 1
                if broken > AGAIN:
                    raise Outage(f"A document broke off while the store gave it ({type(ended).__name__}).") from ended
        self._at += len(chunk)
        self._body_at = self._at
        return chunk

    def close(self) -> None:
        """Ends an answer that was not read to its end, too."""
        self._drop()
        super().close()

    def _open(self) -> Body:
        if self._body is None or self._body_at != self._at:
            self._drop()
            self._body, self._body_at = self._ask(self._at, self._stop), self._at
        return self._body

    def _drop(self) -> None:
        body, self._body = self._body, None
        if body is not None:
            body.close()
