"""Addresses whose answers are the same for everybody: what they are called, and the canonical form of each.

`icpr.urls` names the routes, in one place. Nothing else is ever kept or shared: not staff pages, previews, plans, or
answers to forms.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.core.handlers.wsgi import get_bytes_from_wsgi, get_path_info
from django.http import QueryDict
from django.urls import Resolver404, ResolverMatch, get_resolver, resolve

LONGEST = 500  # characters of an address that is remembered; one that is longer is read anew
READING = ("GET", "HEAD")
EVERY_PAGE = "icpr"  # the key by which a network forgets them all

_public: set[str] = set()
_searches: set[str] = set()
_settled: set[str] = set()


@dataclass(frozen=True, slots=True)
class Address:
    """canonical: path and query, the same for queries that ask the same. keys: what a network may forget the page by,
    that of all, its route and its place there. is_search: whether reading it is counted as a search. is_settled:
    whether it tells what is settled (`resources.changes.settled`), which the primary alone knows."""

    match: ResolverMatch
    canonical: str
    keys: tuple[str, ...]
    is_search: bool
    is_settled: bool

    @property
    def headers(self) -> list[tuple[str, str]]:
        """The keys, as Cloudflare reads them and as Fastly and others do; none where no network would take them off."""
        return [("Cache-Tag", ",".join(self.keys)), ("Surrogate-Key", " ".join(self.keys))] if settings.CDN else []


def learn(names: Iterable[str], searches: Iterable[str], settled: Iterable[str]) -> None:
    """Say which routes are public, by the names of their addresses, which of them count what is searched for, and which
    addresses tell what is settled."""
    _public.update(names)
    _settled.update(settled)
    _searches.update(searches)


def public_address(environ: dict) -> Address | None:
    """The address that a WSGI request reads, if it is public; else None."""
    if environ["REQUEST_METHOD"] not in READING or environ.get("CONTENT_TYPE"):
        return None  # a media type may name another encoding, in which Django would read the query
    path, query = environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", "")
    if len(path) + len(query) > LONGEST:
        return _read.__wrapped__(path, query)
    return _read(path, query)


def is_personal(environ: dict) -> bool:
    """Whether a request says who makes it, truly or not."""
    return settings.SESSION_COOKIE_NAME in environ.get("HTTP_COOKIE", "") or "HTTP_AUTHORIZATION" in environ


def origin(environ: dict) -> str:
    """By which scheme and name the site is asked: one that it refuses never has a page, and one page may redirect where
    another does not."""
    secure = settings.SECURE_PROXY_SSL_HEADER
    passed_on = environ.get(secure[0], "") if secure else ""
    asked = (environ["wsgi.url_scheme"], passed_on, environ.get("HTTP_HOST", ""), environ.get("SCRIPT_NAME", ""))
    return "\n".join(asked)


@lru_cache(maxsize=4_000)
def _read(path: str, query: str) -> Address | None:
    environ = {"PATH_INFO": path, "QUERY_STRING": query}
    get_resolver().url_patterns  # noqa: B018  reads the list of addresses, which names the public ones
    try:
        match = resolve(get_path_info(environ))
        asked = QueryDict(get_bytes_from_wsgi(environ, "QUERY_STRING", ""))
    except (Resolver404, TooManyFieldsSent):
        return None
    if match.view_name not in _public:
        return None
    # Values of one name keep their order: of some the last one counts. Names do not.
    canonical = f"{get_path_info(environ)}?{urlencode(sorted(asked.lists()), doseq=True, errors='surrogatepass')}"
    parts = (str(value) for value in match.kwargs.values() if isinstance(value, (str, int)))
    keys = (EVERY_PAGE, match.view_name, *(f"{match.view_name}-{part}" for part in parts))
    is_search = match.view_name in _searches and bool(asked.get("q"))
    return Address(match, canonical, keys, is_search, is_settled=get_path_info(environ) in _settled)
