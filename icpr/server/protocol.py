"""HTTP/1.1 read strictly: what is not well-formed, comes too slowly or ends too early is refused.

llhttp, the parser of Node.js, refuses by itself: Content-Length beside Transfer-Encoding, two lengths, bare LF and CR,
folded headers, malformed chunks. This class adds what uvicorn leaves open: limits of time and size before the body, the
end of a connection in the middle of a body, and who must go when there are too many connections.
"""

import asyncio
import re
import resource
from functools import cache

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from icpr.middleware.methods import allowed_at
from icpr.server.refusals import CUT_OFF, HEAD_TOO_LARGE, SLOW, UNREADABLE, Refusal, Refused, not_allowed, tally

HEAD_SECONDS = 20  # for the request line and headers, from the first byte
HEAD_BYTES = 32 * 1024
HEAD_FIELDS = 100
WRITE_SECONDS = 60  # without taking anything of an answer
CLOSE_SECONDS = 20  # for the last of an answer
LINGER_SECONDS = 2  # in which a refused sender may read why
MOST_CONNECTIONS = 6_000  # of a process, if the system allows so many
REQUEST_LINE = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,40} (\S{0,2000})")

# Connections without a whole request, the oldest first.
waiting: dict["StrictProtocol", None] = {}


@cache
def most_connections() -> int:
    """How many connections may be open at once, with room left for files."""
    return min(MOST_CONNECTIONS, resource.getrlimit(resource.RLIMIT_NOFILE)[0] * 3 // 4)


class StrictProtocol(HttpToolsProtocol):
    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.running: RequestResponseCycle | None = None
        self.timer: asyncio.TimerHandle | None = None
        self.write_timer: asyncio.TimerHandle | None = None
        self.in_head, self.in_body, self.refused = False, False, False
        self.head_bytes = self.head_fields = 0
        self.first_bytes = b""

    # Connections
    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        waiting[self] = None
        self._within(HEAD_SECONDS, transport.abort)
        if len(self.connections) > most_connections():
            tally.add("too many connections")
            next(iter(waiting)).transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.in_body and not self.refused:
            tally.add(CUT_OFF.reason)
        waiting.pop(self, None)
        self._cancel_timer()
        self._cancel_write_timer()
        super().connection_lost(exc)

    def eof_received(self) -> bool:
        """A sender that has closed its side may still read the answer to a whole request, or why it is refused."""
        if self.refused:
            return False
        if self.in_body:
            self.refuse(CUT_OFF)
            return True
        if self._is_answering():
            self.running.keep_alive = False
            return True
        return False

    # Reading
    def data_received(self, data: bytes) -> None:
        if self.refused:
            return
        self._unset_keepalive_if_required()
        if not self.in_head and not self.in_body:
            self.first_bytes = data[:2048]
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            pass  # nothing here speaks anything else; the request itself is answered
        except httptools.HttpParserInvalidMethodError:
            self.refuse(self._unknown_method())
        except httptools.HttpParserCallbackError as error:
            cause = error.__context__
            self.refuse(cause.refusal if isinstance(cause, Refused) else UNREADABLE)
        except httptools.HttpParserError:
            self.refuse(UNREADABLE)
        else:
            self._limit_head(len(data))

    def _limit_head(self, came: int) -> None:
        if self.in_head:
            self.head_bytes += came
            if self.head_bytes > HEAD_BYTES:
                self.refuse(HEAD_TOO_LARGE)
        elif self.timer is None and not self.in_body and not self._is_answering():
            self._within(HEAD_SECONDS, self.transport.abort)  # blank lines between requests

    def _unknown_method(self) -> Refusal:
        line = REQUEST_LINE.match(self.first_bytes)
        return not_allowed(allowed_at(line[1].partition(b"?")[0].decode("latin-1"))) if line else UNREADABLE

    def on_message_begin(self) -> None:
        super().on_message_begin()
        waiting[self] = None
        self.in_head, self.head_bytes, self.head_fields = True, 0, 0
        self._within(HEAD_SECONDS, self._head_is_late)

    def on_header(self, name: bytes, value: bytes) -> None:
        self.head_fields += 1
        if self.head_fields > HEAD_FIELDS or len(name) + len(value) > HEAD_BYTES:
            raise Refused(HEAD_TOO_LARGE)
        if self.in_head:  # not a trailer, which nobody asked for and which must not pass for a header
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        named = [name for name, _ in self.headers]
        codings = [value for name, value in self.headers if name == b"transfer-encoding"]
        is_new = self.parser.get_http_version() == "1.1"
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > HEAD_BYTES:
            raise Refused(HEAD_TOO_LARGE)
        if named.count(b"host") > 1 or (is_new and b"host" not in named):
            raise Refused(UNREADABLE)
        if codings and not (is_new and [coding.strip().lower() for coding in codings] == [b"chunked"]):
            raise Refused(UNREADABLE)
        if self.parser.should_upgrade() and (codings or b"content-length" in named):
            raise Refused(UNREADABLE)  # the parser would leave out the body, and the form be empty
        if self.parser.get_method() == b"CONNECT":
            raise Refused(not_allowed(allowed_at("*")))
        self.scope["extensions"] = {"refuse": self.close_with}
        super().on_headers_complete()
        self.in_head, self.in_body = False, True
        self._cancel_timer()

    def on_message_complete(self) -> None:
        self.in_body = False
        waiting.pop(self, None)
        super().on_message_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app) -> None:
        self.running = cycle
        super()._start_asgi_task(cycle, app)

    # Answering
    def _is_answering(self) -> bool:
        return self.running is not None and not self.running.response_complete

    def refuse(self, refusal: Refusal) -> None:
        """Refuse what is being read. What was asked whole before it is answered first, and then no more."""
        if not self._is_answering() or (
            self.in_body and self.running is self.cycle and not self.cycle.response_started
        ):
            self.close_with(refusal)
            return
        tally.add(refusal.reason)
        self.refused = True
        self._cancel_timer()
        self.running.keep_alive = False
        self.pipeline.clear()

    def close_with(self, refusal: Refusal) -> None:
        """Answer the request at hand with why it is refused, and close."""
        if self.refused or self.transport.is_closing():
            return
        tally.add(refusal.reason)
        self.refused = True
        waiting.pop(self, None)
        method = self.running.scope["method"].encode() if self._is_answering() else self.parser.get_method()
        self.pipeline.clear()
        for cycle in filter(None, (self.running, self.cycle)):
            cycle.disconnected = True
            cycle.message_event.set()
        self.transport.write(refusal.answer(with_body=method != b"HEAD"))
        self.transport.write_eof()
        self.flow.resume_reading()
        self._within(LINGER_SECONDS, self.transport.abort)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.is_closing():
            self._within(CLOSE_SECONDS, self.transport.abort)
        elif not self.in_body:
            waiting[self] = None

    def pause_writing(self) -> None:
        super().pause_writing()
        self.write_timer = self.loop.call_later(WRITE_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._cancel_write_timer()

    # Time
    def timeout_keep_alive_handler(self) -> None:
        self.transport.abort()  # close() would wait for whoever does not read

    def _head_is_late(self) -> None:
        self.timer = None
        self.refuse(SLOW)

    def _within(self, seconds: float, end) -> None:
        self._cancel_timer()
        self.timer = self.loop.call_later(seconds, end)

    def _cancel_timer(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    def _cancel_write_timer(self) -> None:
        if self.write_timer is not None:
            self.write_timer.cancel()
            self.write_timer = None
