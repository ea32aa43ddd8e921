"""Readers of a site, over real connections: what each asked, when, how long it took and what came."""

import asyncio
import random
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from urllib.parse import urlsplit

PATIENCE = 30.0  # seconds that a reader waits for an answer
NO_ANSWER = 0


@dataclass(frozen=True)
class Answer:
    """began: seconds since the readers came. took: seconds. code: of HTTP, or NO_ANSWER."""

    began: float
    took: float
    code: int

    @property
    def good(self) -> bool:
        return self.code in (200, 304)


@dataclass
class Readers:
    """So many people who read a page, think for a while, `pause` seconds in the mean, and go on to another.

    `site` says where the site is each time somebody connects: an address such as http://127.0.0.1:8000. With several
    they take turns, as behind a balancer that does not look who is well; who gets no answer tries the next.
    """

    sites: list[str]
    pages: list[str]
    count: int
    pause: float = 2.0
    answers: list[Answer] = field(default_factory=list)

    def __enter__(self) -> "Readers":
        self._begin, self._ended = time.monotonic(), threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._all()), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._ended.set()
        self._thread.join(PATIENCE + 5)

    def now(self) -> float:
        """Seconds since the readers came."""
        return time.monotonic() - self._begin

    async def _all(self) -> None:
        await asyncio.gather(*(self._one(random.Random(number), number) for number in range(self.count)))

    async def _one(self, chance: random.Random, number: int) -> None:
        connection, turn = None, number
        await asyncio.sleep(chance.random() * self.pause)
        while not self._ended.is_set():
            began = self.now()
            code, connection = await self._ask(
                connection, self.sites[turn % len(self.sites)], chance.choice(self.pages)
            )
            self.answers.append(Answer(began, self.now() - began, code))
            turn += connection is None
            await asyncio.sleep(chance.expovariate(1 / self.pause) if self.pause else 0)
        if connection:
            connection[1].close()

    async def _ask(self, connection: tuple | None, site: str, page: str) -> tuple[int, tuple | None]:
        """The code, and the connection while it can be used again."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await _asked(connection, site, page)
        except (OSError, TimeoutError, EOFError, ValueError):
            return NO_ANSWER, None


async def _asked(connection: tuple | None, site: str, page: str) -> tuple[int, tuple | None]:
    for kept in (connection, None) if connection else (None,):
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            reader, writer = kept or await _connected(site)
            writer.write(f"GET {page} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: br, gzip\r\n\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            await _body(reader, head)
            closed = b"\r\nconnection: close" in head
            if closed:
                writer.close()
            return int(head.split()[1]), None if closed else (reader, writer)
    return NO_ANSWER, None


async def _connected(site: str) -> tuple:
    parts = urlsplit(site)
    return await asyncio.open_connection(parts.hostname, parts.port, limit=2**22)


async def _body(reader: asyncio.StreamReader, head: bytes) -> None:
    if b"\r\ncontent-length:" in head:
        await reader.readexactly(int(head.partition(b"\r\ncontent-length:")[2].split(b"\r\n")[0]))
        return
    if b"\r\ntransfer-encoding: chunked" not in head:
        return
    while size := int(await reader.readuntil(b"\r\n"), 16):
        await reader.readexactly(size + 2)
    await reader.readexactly(2)


@dataclass(frozen=True)
class Seen:
    """What readers saw of a site: times in seconds. `away` is the longest time in which nobody was answered well though
    somebody asked; `failed` are answers of 500 and more, and none at all."""

    answers: int
    median: float
    p95: float
    longest: float
    failed: int
    unanswered: int
    away: float

    def __str__(self) -> str:
        times = f"half within {_ms(self.median)}, 95 % within {_ms(self.p95)}, the longest {_ms(self.longest)}"
        said = f"{self.failed - self.unanswered:,} told to come again, {self.unanswered:,} not answered"
        gone = f"; nobody was answered for {self.away:.1f} s" if self.away >= 0.5 else ""
        return f"{self.answers:,} pages; {times}; {said if self.failed else 'none failed'}{gone}"


def seen(answers: list[Answer], *, where: Callable[[Answer], bool] = lambda answer: True) -> Seen:
    """Sums up the answers, or some of them; for how long the site was away is of all."""
    chosen = [answer for answer in answers if where(answer)]
    good = sorted(answer.took for answer in chosen if answer.good)
    failed = [answer for answer in chosen if answer.code == NO_ANSWER or answer.code >= 500]
    return Seen(
        answers=len(good),
        median=_share(good, 0.5),
        p95=_share(good, 0.95),
        longest=_share(good, 1),
        failed=len(failed),
        unanswered=sum(answer.code == NO_ANSWER for answer in failed),
        away=_away(answers),
    )


def _away(answers: list[Answer]) -> float:
    """The longest time between two good answers in which somebody failed or waited."""
    moments = sorted(answer.began + answer.took for answer in answers if answer.good)
    bad = sorted(answer.began + answer.took for answer in answers if not answer.good)
    gaps = pairwise(moments)
    return max((after - before for before, after in gaps if any(before < at < after for at in bad)), default=0.0)


def _share(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def _ms(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1_000:.0f} ms"
