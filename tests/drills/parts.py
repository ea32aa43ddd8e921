"""What a library on many machines shares, each real and here: PostgreSQL with a streaming replica, PgBouncer,
Redis, an S3-compatible store."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests import buckets
from tests.pgbouncer import PgBouncer
from tests.postgresql import ScratchServer
from tests.redis_server import RedisServer
from tests.replicas import Replica

# A server that is killed keeps what it said that it saved: the system has it, though perhaps not yet the disk.
SURE = ("fsync=off", "synchronous_commit=on", "listen_addresses=", "max_connections=60")
SESSIONS = 12  # of PostgreSQL, for all processes of the library together


@dataclass(frozen=True)
class Parts:
    """`database` alone is always there. env: what the library is told of them."""

    database: ScratchServer
    env: dict[str, str]
    replica: Replica | None = None
    cache: RedisServer | None = None
    store: buckets.Server | None = None


@contextmanager
def postgresql() -> Iterator[Parts]:
    """One server of PostgreSQL and nothing else."""
    with _sure() as database:
        yield Parts(database, {"DATABASE_URL": database.url})


def _sure() -> ScratchServer:
    server = ScratchServer()
    server.options = SURE
    return server


@contextmanager
def many(folder: Path) -> Iterator[Parts]:
    """All of them."""
    with ExitStack() as stack:
        database = stack.enter_context(_sure())
        replica = Replica(database)
        stack.callback(replica.remove)
        replica.start()
        pooler = stack.enter_context(PgBouncer(database, SESSIONS))
        cache = RedisServer(folder)
        stack.callback(cache.stop)
        cache.start()
        store = stack.enter_context(buckets.serving())
        env = {
            "DATABASE_URL": pooler.url,
            "DATABASE_POOLER": "1",
            "READ_DATABASE_URL": replica.url,
            "CACHE_URL": cache.url,
            **buckets.Bucket(store.url).environment,
        }
        yield Parts(database, env, replica, cache, store)
