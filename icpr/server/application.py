"""The ASGI application in front of a WSGI application: waits for the body, hands it to a thread, sends the answer."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from io import BytesIO

from django.db import DatabaseError

from icpr.lib.http.caller import network_seen
from icpr.middleware.methods import READING
from icpr.server.answers import Answer, answer_of, environ_of
from icpr.server.bodies import Body, Disconnected
from icpr.server.refusals import BUSY, STOPPING, Refused
from icpr.server.sizes import most_bytes
from icpr.server.threads import Threads

logger = logging.getLogger("icpr.server")

Receive = Callable[[], Awaitable[dict]]
Send = Callable[[dict], Awaitable[None]]
FAILED = Answer(500, [(b"content-type", b"text/plain"), (b"connection", b"close")], b"Something went wrong here.\n")


class Front:
    """Serves a WSGI application with a number of threads, over `icpr.server.protocol`.

    Forms have threads of their own: while they wait for a lock of the database, pages are read. Addresses of `at_once`
    are read without a thread: whatever holds all of them, a watchdog is answered. `on_start` is called as the process
    starts, and must not wait; `on_stop` once it is told to stop and the last request is answered.
    """

    def __init__(
        self,
        application: Callable,
        *,
        threads: int,
        form_threads: int = 1,
        at_once: Collection[str] = (),
        on_start: Callable[[], None] = lambda: None,
        on_stop: Callable[[], None] = lambda: None,
    ):
        self.application, self.at_once, self.on_start, self.on_stop = application, at_once, on_start, on_stop
        self.threads, self.form_threads = Threads(threads), Threads(form_threads)

    async def __call__(self, scope: dict, receive: Receive, send: Send) -> None:
        if scope.get("type") == "lifespan":
            await self._live(receive, send)
            return
        try:
            caller = _caller(scope)
            try:
                answer = await self._answer(scope, receive, caller)
            except asyncio.CancelledError:  # the process was told to stop, and this took longer than that may wait
                raise Refused(STOPPING) from None
            await self._send(answer, send, caller)
        except Refused as refused:
            scope["extensions"]["refuse"](refused.refusal)
        except Disconnected:
            return

    async def _live(self, receive: Receive, send: Send) -> None:
        """The process from its start to its end, in the messages of ASGI."""
        while (message := await receive())["type"] != "lifespan.shutdown":
            self.on_start()
            await send({"type": f"{message['type']}.complete"})
        await asyncio.to_thread(self.on_stop)
        await send({"type": "lifespan.shutdown.complete"})

    async def _answer(self, scope: dict, receive: Receive, caller: str) -> Answer:
        named = dict(scope["headers"])

        async def most() -> int:
            cookies, path = named.get(b"cookie", b"").decode("latin-1"), scope["path"]
            try:
                return await self._in_one_of(self.threads, caller, most_bytes, scope["method"], path, cookies)
            except DatabaseError as error:
                raise Refused(BUSY) from error

        body = Body(receive, most)
        has_one = b"content-length" in named or b"transfer-encoding" in named
        with await body.read(int(named.get(b"content-length", 0))) if has_one else BytesIO() as file:
            environ = environ_of(scope, file, body.size)
            try:
                if scope["path"] in self.at_once and scope["method"] in READING:
                    return answer_of(self.application, environ)
                threads = self.form_threads if scope["method"] == "POST" else self.threads
                return await self._in_one_of(threads, caller, answer_of, self.application, environ)
            except Refused:
                raise
            except Exception:  # not a page that failed, which Django answers: the server itself
                logger.exception("A request could not be answered")
                return FAILED

    async def _in_one_of(self, threads: Threads, caller: str, function: Callable, *arguments):
        if threads.are_overrun_by(caller):
            raise Refused(BUSY)
        return await threads.run(caller, function, *arguments)

    async def _send(self, answer: Answer, send: Send, caller: str) -> None:
        try:
            await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
            await send({"type": "http.response.body", "body": answer.first, "more_body": answer.rest is not None})
            if answer.rest is None:
                return
            while (batch := await self.threads.run(caller, next, answer.rest, None)) is not None:
                await send({"type": "http.response.body", "body": batch, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            if answer.close is not None:
                answer.close()


def _caller(scope: dict) -> str:
    named = dict(scope["headers"])
    connected = scope["client"][0] if scope["client"] else ""
    return network_seen(connected, named.get(b"x-forwarded-for", b"").decode("latin-1"))
