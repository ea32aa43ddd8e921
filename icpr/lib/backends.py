"""Entries of Django's DATABASES, CACHES and MAILERS, made of addresses such as an environment gives them."""

import re
from importlib.util import find_spec
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def database_from_url(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = unquote(parts.path).removeprefix("/")
        if parts.netloc or not path:
            raise ValueError("write three slashes, then the path")
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": path}
    if parts.scheme in {"postgresql", "postgres"}:
        name = unquote(parts.path).removeprefix("/")
        if not name:
            raise ValueError("the database's name is missing")
        options = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        _refuse_unknown(options)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": name,
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": options.pop("host", "") or unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "OPTIONS": options,
        }
    raise ValueError(f"the scheme {parts.scheme!r} is not known")


def _refuse_unknown(options: dict[str, str]) -> None:
    from psycopg import ProgrammingError, conninfo  # not for SQLite, which needs none of it

    try:
        conninfo.make_conninfo(**options)
    except ProgrammingError as error:
        raise ValueError(str(error).strip()) from None


SQLITE = {
    "CONN_MAX_AGE": None,
    "OPTIONS": {
        "timeout": 4,
        "transaction_mode": "IMMEDIATE",
        # Without mmap, for a file that is cut short would end the process; what is erased is overwritten.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY; "
        "PRAGMA cache_size=-8000; PRAGMA secure_delete=ON;",
    },
}


def read_from(database: dict[str, Any], connections: int, *, behind_pooler: bool = False) -> dict[str, Any]:
    """The entry of a replica: as `served`, but given up sooner, for there is another to ask. Connections are not tried
    before each use, which would wait for a server that hangs where nobody can end it."""
    entry = served(database, connections, behind_pooler=behind_pooler)
    entry["OPTIONS"] |= {"tcp_user_timeout": 3_000, "pool": entry["OPTIONS"]["pool"] | {"timeout": 2}}
    return entry | {"CONN_HEALTH_CHECKS": False, "TEST": {"MIRROR": "default"}}


LOCK_TIMEOUT = "4s"  # a locked table is told to the reader, as on SQLite, not waited for


def served(database: dict[str, Any], connections: int, *, behind_pooler: bool = False) -> dict[str, Any]:
    """The entry of a database with what a server needs: how long is waited, and of PostgreSQL a pool of at most so
    many connections.

    A pooler may give each transaction another session of the server: none is told anything when it begins (how long is
    waited for a lock the account says, see `icpr.lib.database.pooler`), and no cursor outlives its transaction.
    """
    if database["ENGINE"].endswith("sqlite3"):
        return database | SQLITE
    options = database["OPTIONS"] | {
        "connect_timeout": 2,
        "tcp_user_timeout": 10_000,  # ms: a server that vanished without a word is given up
        # A short reconnect timeout: the pool waits ever longer between its attempts, but each page asks afresh.
        "pool": {"min_size": 1, "max_size": connections, "timeout": 3, "max_idle": 300, "reconnect_timeout": 3},
    }
    if not behind_pooler:
        options["options"] = f"-c lock_timeout={LOCK_TIMEOUT}"
    return database | {
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": behind_pooler,
        "OPTIONS": options,
    }


def mailer(host: str, port: int, *, user: str, password: str, tls: bool) -> dict[str, Any]:
    """The entry of a mail server; without a host that of the terminal."""
    if not host:
        return {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
    told = {"host": host, "port": port, "username": user, "password": password, "use_tls": tls, "timeout": 10}
    return {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": told}


WAITS = {"socket_timeout": 0.5, "socket_connect_timeout": 0.5}  # seconds; a page can be made, too


def cache_from_url(url: str) -> dict[str, Any]:
    """Asks no server: one that is away slows the library and does not stop it. What it raises repeats no password."""
    if urlsplit(url).scheme not in {"redis", "rediss", "unix"}:
        raise ValueError
    _check_place_of_cache(url)
    if find_spec("redis") is None:
        raise ValueError("the package is missing: uv sync --frozen --no-dev --extra redis")
    from redis import ConnectionPool, RedisError  # not for who has none

    try:
        ConnectionPool.from_url(url, **WAITS).make_connection()
    except (TypeError, ValueError, RedisError):
        raise ValueError("what follows the question mark is not known there, or not written as it should be") from None
    return {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": url,
        "KEY_PREFIX": "icpr",
        "KEY_FUNCTION": "icpr.lib.shared_cache.key_of",
        "OPTIONS": WAITS | {"serializer": "icpr.lib.plain_values.PlainValues"},
    }


def _check_place_of_cache(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme == "unix":
        if not parts.path.strip("/"):
            raise ValueError("the path of the socket is missing")
        return
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port == 0:
        raise ValueError("its port is no number; in a password write %2F for a slash, %40 for @, %23 for #, %3F for ?")
    if not re.fullmatch(r"/?\d{0,4}", parts.path):
        raise ValueError("after the slash stands the number of a database, such as /0")
    if not parts.hostname:
        raise ValueError("the host is missing")
