"""A small typed reader of environment variables that reports every problem at once."""

import re
from collections.abc import Callable, Mapping
from email.utils import parseaddr
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from icpr.lib import watching
from icpr.lib.backends import cache_from_url, database_from_url

MISSING = object()
HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\]")
MAILBOX = re.compile(r"[^\s@<>(),:;]{1,64}@(?:[A-Za-z0-9-]+\.)+[A-Za-z0-9-]{2,}|[a-z]+@localhost")
SITE_PAGE = re.compile(r"https://[^\s<>\"]+")
ADDRESS = re.compile(r"[!-~]+")
USUAL_PORTS = {"http": 80, "https": 443}


class EnvironmentProblems(Exception):
    """Raised by `Env.finish()`; its text lists every bad or missing name, one a line."""


class Env:
    """Reads names from a mapping of strings, collecting problems instead of raising at the first one.

    Each reader returns the typed value, or the default when the name is absent or empty. A name without a default is
    required. Call `finish()` once everything has been read.
    """

    def __init__(self, environ: Mapping[str, str]):
        self.environ = environ
        self.problems: list[str] = []

    def _read(self, name: str, default: Any, parse: Callable[[str], Any], wanted: str) -> Any:
        raw = self.environ.get(name, "").strip()
        if not raw:
            if default is MISSING:
                self.problems.append(f"{name} is missing: set it to {wanted}.")
                return None
            return default
        try:
            return parse(raw)
        except ValueError as error:
            detail = f" ({error})" if str(error) else ""
            self.problems.append(f"{name} must be {wanted}; it cannot be read{detail}.")
            return None if default is MISSING else default

    def text(self, name: str, default: Any = MISSING) -> str:
        return self._read(name, default, str, "some text")

    def path(self, name: str, default: Any = MISSING) -> Path:
        return self._read(name, default, lambda raw: Path(raw).expanduser().resolve(), "a folder")

    def flag(self, name: str, default: Any = MISSING) -> bool:
        return self._read(name, default, _flag, "one of 1, true, yes, on, 0, false, no, off")

    def number(self, name: str, default: Any = MISSING, *, least: int = 0, most: int = 10**9) -> int:
        return self._read(
            name, default, lambda raw: _number(raw, least, most), f"a whole number from {least} to {most}"
        )

    def names(self, name: str, default: Any = MISSING) -> list[str]:
        """A list of words separated by commas."""
        return self._read(
            name, default, lambda raw: [w.strip() for w in raw.split(",") if w.strip()], "a list of words"
        )

    def hosts(self, name: str, default: Any = MISSING) -> list[str]:
        """Names of hosts separated by commas; one with a dot before it stands for all below it, "*" for any."""
        wanted = "names of hosts without scheme, port or path, separated by commas: library.example.org"
        return self._read(name, default, _hosts, wanted)

    def site(self, name: str, default: Any = MISSING, *, secure: bool = False) -> str:
        """The address of a site as a browser writes it, without a slash at the end;
        https alone when it is to be secure."""
        wanted = f"an address such as http{'s' if secure else ''}://library.example.org, with no path"
        return self._read(name, default, lambda raw: _site(raw, secure), wanted)

    def choice(self, name: str, choices: tuple[str, ...], default: Any = MISSING) -> str:
        return self._read(name, default, lambda raw: _choice(raw, choices), f"one of {', '.join(choices)}")

    def time_zone(self, name: str, default: Any = MISSING) -> str:
        return self._read(name, default, _time_zone, "a time zone such as America/New_York")

    def mailbox(self, name: str, default: Any = MISSING, *, or_site: bool = False) -> str:
        """An e-mail address, which may stand behind a name;
        with `or_site` an address that begins with https:// as well."""
        wanted = f"an e-mail address such as library@example.org{', or an address with https://' if or_site else ''}"
        return self._read(name, default, lambda raw: _mailbox(raw, or_site), wanted)

    def database(self, name: str, default: Any = MISSING) -> dict[str, Any]:
        """A database address such as `sqlite:////srv/icpr.sqlite3` or `postgresql://user:secret@host:5432/icpr`.

        Returns the engine and connection part of a Django `DATABASES` entry. What follows a question mark, such as
        `sslmode=require`, becomes OPTIONS; `host` there may be the folder of a socket.
        """
        wanted = "sqlite:///path or postgresql://user:password@host:port/name"
        return self._read(name, default, database_from_url, wanted)

    def only_with_postgresql(self, name: str, database: dict[str, Any]) -> None:
        """Note as a problem that a name is set which means nothing for SQLite."""
        if self.environ.get(name, "").strip() and database.get("ENGINE", "").endswith("sqlite3"):
            self.problems.append(f"{name} is only for PostgreSQL: take it away, or name its server with DATABASE_URL.")

    def replica(self, name: str, primary: dict[str, Any]) -> dict[str, Any] | None:
        """The address of a replica of a PostgreSQL database, or None where none is named."""
        found = self.database(name, {})
        self.only_with_postgresql(name, primary)
        if found.get("ENGINE", "").endswith("sqlite3"):
            self.problems.append(f"{name} names a SQLite file, which has no replica: name a server, or take it away.")
            return None
        if found and all(found.get(part) == primary.get(part) for part in ("HOST", "PORT", "NAME")):
            self.problems.append(f"{name} leads where the primary is: name a replica of it, or take it away.")
        return found or None

    def only_with(self, name: str, other: str) -> None:
        """Note as a problem that a name is set which means nothing without another."""
        if self.environ.get(name, "").strip() and not self.environ.get(other, "").strip():
            self.problems.append(f"{name} means nothing without {other}: set that too, or take this away.")

    def cache(self, name: str, default: Any = MISSING) -> dict[str, Any]:
        """A Valkey or Redis server, such as `redis://user:secret@host:6379/0`, as an entry of Django's `CACHES`."""
        wanted = "redis://host:6379/0, rediss://host:6379/0 or unix:///path/of/socket"
        return self._read(name, default, cache_from_url, wanted)

    def starting_with(self, prefix: str) -> dict[str, str]:
        """All texts whose names begin with a prefix, by the rest of their names: what another package wants to know."""
        return {name.removeprefix(prefix): raw for name, raw in self.environ.items() if name.startswith(prefix) and raw}

    def mail_service(self, name: str, default: Any = MISSING) -> str:
        """A mail service whose reports django-anymail reads, such as `postmark`."""
        wanted = "the name of a mail service that django-anymail knows, such as postmark"
        return self._read(name, default, lambda raw: _mail_service(raw, self.environ), wanted)

    def metrics_token(self, name: str, default: Any = MISSING) -> str:
        """The secret of a program that may read the figures."""
        return self._read(name, default, watching.metrics_token, "20 or more random letters and digits")

    def sentry_dsn(self, name: str, default: Any = MISSING) -> str:
        """Where faults are reported to, as Sentry gives it."""
        return self._read(name, default, watching.sentry_dsn, "the DSN of a project, such as https://key@host/1")

    def finish(self) -> None:
        """Raise `EnvironmentProblems` naming all problems found so far, if there are any."""
        if self.problems:
            raise EnvironmentProblems("The environment needs attention:\n- " + "\n- ".join(self.problems))


def is_address(raw: str, *schemes: str) -> bool:
    """Whether this is the address of a server, perhaps with a path and a query, without the name of a user."""
    try:
        parts = urlsplit(raw)
        plain = parts.scheme in schemes and parts.hostname and parts.port != 0
    except ValueError:  # a port that is none
        return False
    is_more = "@" in parts.netloc or parts.fragment
    return bool(plain) and not is_more and ADDRESS.fullmatch(raw) is not None


def _mail_service(raw: str, environ: Mapping[str, str]) -> str:
    if find_spec("anymail") is None:
        raise ValueError("the package is missing: uv sync --frozen --no-dev --extra mail")
    if not re.fullmatch("[a-z_]+", raw) or raw == "base" or find_spec(f"anymail.webhooks.{raw}") is None:
        raise ValueError
    user, _, password = environ.get("ANYMAIL_WEBHOOK_SECRET", "").partition(":")
    if not user or len(password) < 20:
        raise ValueError("set ANYMAIL_WEBHOOK_SECRET to user:password, with 20 or more random characters")
    return raw


def _flag(raw: str) -> bool:
    value = raw.casefold()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise ValueError


def _number(raw: str, least: int, most: int) -> int:
    value = int(raw) if raw.lstrip("-").isdecimal() else least - 1
    if not least <= value <= most:
        raise ValueError
    return value


def _hosts(raw: str) -> list[str]:
    hosts = [host.strip() for host in raw.split(",") if host.strip()]
    if wrong := next((host for host in hosts if host != "*" and not HOST.fullmatch(host.removeprefix("."))), ""):
        raise ValueError(f"{wrong!r} is no name of a host")
    return hosts


def _site(raw: str, secure: bool) -> str:
    parts = urlsplit(raw)
    host, port = parts.hostname or "", parts.port  # a port that is none raises ValueError
    host = f"[{host}]" if ":" in host else host
    plain = f"{host}:{port}" if port is not None else host
    if parts.netloc.lower() != plain or not HOST.fullmatch(host) or parts.path not in {"", "/"}:
        raise ValueError
    if parts.query or parts.fragment or parts.scheme not in ({"https"} if secure else {"http", "https"}):
        raise ValueError
    return f"{parts.scheme}://{host if port == USUAL_PORTS[parts.scheme] else plain}"


def _time_zone(raw: str) -> str:
    try:
        ZoneInfo(raw)
    except (KeyError, OSError) as error:  # no such name, or a folder of names
        raise ValueError from error
    return raw


def _mailbox(raw: str, or_site: bool) -> str:
    told = raw.removeprefix("mailto:") if or_site else parseaddr(raw)[1]
    is_one = raw.isprintable() and MAILBOX.fullmatch(told)
    if not is_one and not (or_site and SITE_PAGE.fullmatch(raw)):
        raise ValueError
    return raw


def _choice(raw: str, choices: tuple[str, ...]) -> str:
    if raw not in choices:
        raise ValueError
    return raw
