"""The body of a request, waited for without a thread: whole, in time and of a size, or refused."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from tempfile import SpooledTemporaryFile
from typing import BinaryIO

from icpr.server.refusals import BUSY, SLOW, Refused, too_large
from icpr.server.sizes import PUBLIC_BYTES

SECONDS = 20  # for a body of up to PUBLIC_BYTES
GRACE_SECONDS = 10  # before a rate is asked for
LEAST_RATE = 1_000  # bytes a second
LEAST_RATE_OF_STAFF = 64 * 1024  # of what is beyond PUBLIC_BYTES
IN_MEMORY = 64 * 1024
MOST_AT_ONCE = 512 * 1024 * 1024  # bytes of bodies that are on their way, in this process


class Disconnected(Exception):
    """The sender went before the body was whole."""


class Body:
    """Reads one body. `most` tells how many bytes the sender may send; it is only asked beyond what anybody may."""

    held = 0  # bytes of all bodies together

    def __init__(self, receive: Callable[[], Awaitable[dict]], most: Callable[[], Awaitable[int]]):
        self.receive, self.most = receive, most
        self.limit, self.is_asked, self.size = PUBLIC_BYTES, False, 0

    async def read(self, announced: int) -> BinaryIO:
        """The whole body, at its start; `size` has its length. `announced` is its Content-Length, 0 when chunked.

        Raises Refused, or Disconnected. What was spooled to disk has no name there and is gone when closed.
        """
        await self._allow(announced)
        self.began = asyncio.get_running_loop().time()
        try:
            return await self._read()
        finally:
            Body.held -= self.size

    async def _read(self) -> BinaryIO:
        message = await self._next()
        await self._count(len(message["body"]))
        if not message["more_body"]:
            return io.BytesIO(message["body"])
        file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  closed by whoever reads it
        try:
            await self._spool(message, file)
        except BaseException as error:
            file.close()
            if isinstance(error, OSError):  # no room on the disk
                raise Refused(BUSY) from error
            raise
        file.seek(0)
        return file

    async def _spool(self, message: dict, file: BinaryIO) -> None:
        file.write(message["body"])
        while message["more_body"]:
            message = await self._next()
            await self._count(len(message["body"]))
            file.write(message["body"])

    async def _next(self) -> dict:
        try:
            async with asyncio.timeout_at(self.began + self._seconds()):
                message = await self.receive()
        except TimeoutError as error:
            raise Refused(SLOW) from error
        if message["type"] != "http.request":
            raise Disconnected
        return message

    def _seconds(self) -> float:
        """How long after its beginning the next part may come."""
        beyond = max(0, self.size - PUBLIC_BYTES)
        return min(SECONDS + beyond / LEAST_RATE_OF_STAFF, GRACE_SECONDS + self.size / LEAST_RATE)

    async def _count(self, came: int) -> None:
        self.size += came
        Body.held += came
        await self._allow(self.size)
        if Body.held > MOST_AT_ONCE:
            raise Refused(BUSY)

    async def _allow(self, size: int) -> None:
        if size > self.limit and not self.is_asked:
            self.limit, self.is_asked = await self.most(), True
        if size > self.limit:
            raise Refused(too_large(self.limit))
