"""What a page costs the second time, through the server: seen, and 304, beside a bare answer of the same bytes.

One straight after the other in several rounds, and the least of each counts, so that what else the machine does falls
on all three alike.
"""

import asyncio
import json
import os
from pathlib import Path

from tests.bench import serving
from tests.bench.calling import TICK, environ

ROUNDS, REQUESTS = 6, 2_000
CODING = "Accept-Encoding: gzip, deflate, br, zstd\r\n"


def costs(address: str) -> dict[str, float]:
    """Milliseconds of CPU of the server for a request: "bare", "seen" and "304" of a page."""
    from icpr.wsgi import application

    headers: list = []
    asked = environ(address) | {"HTTP_ACCEPT_ENCODING": "gzip, deflate, br, zstd"}
    body = b"".join(application(asked, lambda status, given, error=None: headers.extend(given)))
    answer = Path(os.environ["VAR_DIR"]) / "bare-kept-answer"
    answer.write_bytes(json.dumps(headers).encode() + b"\n" + body)
    has_it = f"{CODING}If-None-Match: {dict(headers)['ETag']}\r\n"
    found: dict[str, list[float]] = {"bare": [], "seen": [], "304": []}
    bare = serving.served("tests.bench.bare:application", {"BARE_ANSWER": str(answer)})
    with bare as bare_server, serving.served("icpr.asgi:application", {}) as server:
        for _ in range(ROUNDS):
            found["bare"].append(_each(bare_server, address, CODING))
            found["seen"].append(_each(server, address, CODING))
            found["304"].append(_each(server, address, has_it))
    return {name: min(times) for name, times in found.items()}


def _each(server: serving.Server, address: str, headers: str) -> float:
    before = serving.ticks(server)
    asyncio.run(_ask(server.port, f"GET {address} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n".encode()))
    return (serving.ticks(server) - before) / TICK / REQUESTS * 1_000


async def _ask(port: int, request: bytes) -> None:
    async def some() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
        for _ in range(REQUESTS // 8):
            writer.write(request)
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            if b"content-length:" in head:
                await reader.readexactly(int(head.partition(b"content-length:")[2].split(b"\r\n")[0]))
        writer.close()

    await asyncio.gather(*(some() for _ in range(8)))
