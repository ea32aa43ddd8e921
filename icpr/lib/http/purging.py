"""Tells a content delivery network to forget every page that carries a key: Fastly, Cloudflare or Varnish."""

import json
import re
from collections.abc import Callable
from http.client import HTTPException
from typing import NamedTuple
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from icpr.lib.env import Env, is_address
from icpr.lib.logs.outages import Outage

WITHIN = 10  # seconds
MOST = 64 * 1024  # bytes of an answer that are read
TOKEN = re.compile(r"[!-~]{8,500}")

REFUSED = "The content delivery network refuses CDN_PURGE_TOKEN ({said}): correct it, or let it purge there."
UNKNOWN = "The content delivery network knows no such address ({said}): correct CDN_PURGE_URL."
NOT_NOW = "The content delivery network forgot nothing ({said}): it is told again by itself."
NO_ANSWER = (
    "The content delivery network does not answer ({said}): look whether CDN_PURGE_URL can be reached from here."
)


class Unpurged(Outage):
    """Raised when the network did not say that it forgets the pages."""


class Asked(NamedTuple):
    method: str
    headers: dict[str, str]
    body: bytes | None = None


class Network(NamedTuple):
    """asking: method, headers and body for a key and a token. is_open: whether it may be asked without either TLS or
    a token, as a server of one's own."""

    asking: Callable[[str, str], Asked]
    is_open: bool = False


def _fastly(key: str, token: str) -> Asked:
    return Asked("POST", {"Fastly-Key": token, "Surrogate-Key": key, "Accept": "application/json"})


def _cloudflare(key: str, token: str) -> Asked:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    return Asked("POST", headers, json.dumps({"tags": [key]}).encode())


def _varnish(key: str, token: str) -> Asked:
    return Asked("PURGE", {"xkey": key} | ({"Authorization": f"Bearer {token}"} if token else {}))


NETWORKS = {
    "fastly": Network(_fastly),
    "cloudflare": Network(_cloudflare),
    "varnish": Network(_varnish, is_open=True),
}


def check(env: Env, network: str, url: str, token: str) -> None:
    """Add to the problems of `env` what is half set or cannot be; the token is never repeated."""
    env.only_with("CDN", "CDN_PURGE_URL")
    for name in ("CDN_PURGE_URL", "CDN_PURGE_TOKEN"):
        env.only_with(name, "CDN")
    if not network:
        return
    schemes = ("https", "http") if NETWORKS[network].is_open else ("https",)
    if url and not is_address(url, *schemes):
        beginning = " or ".join(f"{scheme}://" for scheme in schemes)
        env.problems.append(f"CDN_PURGE_URL must be an address with {beginning}, for {network}; it cannot be read.")
    if token and not TOKEN.fullmatch(token):
        env.problems.append("CDN_PURGE_TOKEN must be the token as the network gives it; it cannot be read.")
    if not token and not NETWORKS[network].is_open:
        env.problems.append(f"CDN_PURGE_TOKEN is missing: {network} forgets nothing without one.")


def purge(network: str, url: str, token: str, key: str) -> None:
    """Have a network forget all that carries the key. Raises Unpurged, with what to do."""
    asked = NETWORKS[network].asking(key, token)
    request = Request(url, data=asked.body, headers=asked.headers, method=asked.method)
    try:
        with _opener.open(request, timeout=WITHIN) as answer:
            said = answer.read(MOST)
    except HTTPError as error:
        with error:
            reason = REFUSED if error.code in {401, 403} else UNKNOWN if error.code in {404, 405} else NOT_NOW
            raise Unpurged(reason.format(said=error.code)) from None
    except (OSError, HTTPException) as error:
        raise Unpurged(NO_ANSWER.format(said=" ".join(str(getattr(error, "reason", error)).split())[:200])) from None
    if network == "cloudflare" and not _is_success(said):
        raise Unpurged(NOT_NOW.format(said="it said so in its answer"))


class _Straight(HTTPRedirectHandler):
    """The token goes nowhere else."""

    def redirect_request(self, *_):
        return None


_opener = build_opener(_Straight)


def _is_success(said: bytes) -> bool:
    try:
        return json.loads(said).get("success") is True
    except (ValueError, AttributeError):
        return False
