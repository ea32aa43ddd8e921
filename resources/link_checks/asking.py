"""Asks one address over the network, within bounds: so many redirects, so many seconds, so many bytes."""

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

import requests
from requests.utils import requote_uri
from requests_hardened.ip_filter import InvalidIPAddress
from urllib3.exceptions import HTTPError

from resources.link_checks.answers import Answer, Fault, Hop, Known
from resources.link_checks.deadline import Deadline, Stopped
from resources.link_checks.guarded import A_WAIT, Rules, mount, new_session
from resources.link_checks.turns import Turns

MOST_HOPS = 8
MOST_BYTES = 32 * 1024  # of a body
LONGEST_ADDRESS = 2_000
SHARE_OF_HEAD = 0.5  # of the seconds, so that a server that never answers HEAD is still asked by GET
REDIRECTS = (301, 302, 303, 307, 308)
UNKNOWN = Known()
FAULTS = (requests.RequestException, HTTPError, http.client.HTTPException, OSError, ValueError)


class Asker:
    """Asks addresses, from any number of threads. `stop`, when set, ends all requests that are on their way."""

    def __init__(self, rules: Rules, stop: threading.Event):
        self.rules, self.stop, self.turns = rules, stop, Turns(rules.pause, stop)

    def ask(self, url: str, known: Known = UNKNOWN) -> Answer:
        """Follow an address to the last answer: by HEAD, and by GET for the start of a page and where HEAD is refused.
        Raises Stopped when the work is to stop; all else that goes wrong is a fault of the answer."""
        left, hops, method = self.rules.seconds, [], "HEAD"
        with new_session(self.rules) as session:
            while True:
                seconds = left * SHARE_OF_HEAD if method == "HEAD" else left
                answer, used, is_page = self._request(session, method, url, seconds, known)
                left -= used
                if answer.status in REDIRECTS and answer.hops:
                    hops += answer.hops
                    url, method = answer.url, "HEAD" if method == "HEAD" else "GET"
                    if len(hops) > MOST_HOPS:
                        return Answer(url, tuple(hops), fault=Fault.REDIRECTS)
                elif method == "HEAD" and _needs_get(answer, is_page) and left > 0:
                    method = "GET"
                else:
                    return replace(answer, hops=tuple(hops))
                if left <= 0:
                    return Answer(url, tuple(hops), fault=Fault.TIMEOUT)

    def _request(self, session, method: str, url: str, seconds: float, known: Known) -> tuple[Answer, float, bool]:
        """An answer, the seconds it took, and whether it is a page."""
        host = _host(url)
        if not host:
            return Answer(url, fault=Fault.NOT_WEB), 0.0, False
        with self.turns.of(host), Deadline(seconds, self.stop) as deadline:
            try:
                with _sent(session, method, url, known, deadline, self.rules) as response:
                    answer = _read(response, method, url, deadline)
                    is_page = "html" in response.headers.get("Content-Type", "").lower()
            except FAULTS as error:
                answer, is_page = Answer(url, fault=_fault(error, deadline)), False
            used = seconds - deadline.seconds_left
        if self.stop.is_set():
            raise Stopped
        return answer, used, is_page


def _host(url: str) -> str:
    """The host of an address of the web; "" of anything else."""
    try:
        parts = urlsplit(url)
        is_web = len(url) <= LONGEST_ADDRESS and parts.scheme in ("http", "https")
        return (parts.hostname or "") if is_web else ""
    except ValueError:
        return ""


def _needs_get(answer: Answer, is_page: bool) -> bool:
    """Many servers refuse or mistake HEAD: what it says is wrong is asked again. Of a page the start is read."""
    if answer.fault:
        return answer.fault in (Fault.TIMEOUT, Fault.CONNECTION)
    return answer.status >= 400 or (answer.status == 200 and is_page)


@contextmanager
def _sent(session, method: str, url: str, known: Known, deadline: Deadline, rules: Rules) -> Iterator:
    headers = {"Accept": "*/*", "Accept-Encoding": "identity"}  # nothing is unpacked, however small it came
    if known.etag:
        headers["If-None-Match"] = known.etag
    if known.last_modified:
        headers["If-Modified-Since"] = known.last_modified
    if method == "GET":
        headers["Range"] = f"bytes=0-{MOST_BYTES - 1}"
    mount(session, rules, deadline)
    wait = max(0.1, min(A_WAIT, deadline.seconds_left))
    response = session.request(
        method, url, headers=headers, timeout=(wait, wait), allow_redirects=False, stream=True, verify=rules.ca_file
    )
    try:
        if deadline.is_over:  # headers that were cut read as if they ended there
            raise Stopped
        yield response
    finally:
        response.close()


def _read(response, method: str, url: str, deadline: Deadline) -> Answer:
    target = response.headers.get("Location", "") if response.status_code in REDIRECTS else ""
    if target:
        to = requote_uri(urljoin(url, target.encode("latin-1", "replace").decode("utf-8", "replace").strip()))
        return Answer(to, (Hop(response.status_code, to),), response.status_code)
    start = ""
    if method == "GET" and not response.headers.get("Content-Encoding"):
        try:
            start = response.raw.read(MOST_BYTES, decode_content=False).decode("utf-8", "replace")
        except FAULTS:
            start = ""  # the code came, and says enough
    seen = Known(_header(response, "ETag"), _header(response, "Last-Modified"))
    return Answer(url, (), response.status_code, start=start, known=seen, retry_after=_seconds(response))


def _header(response, name: str) -> str:
    """A header that can be sent back as it is, or nothing."""
    value = response.headers.get(name, "")
    return value if len(value) <= 200 and value.isascii() and value.isprintable() else ""


def _seconds(response) -> int | None:
    value = response.headers.get("Retry-After", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 7 else None


def _fault(error: BaseException, deadline: Deadline) -> Fault:
    """The fault of an exception, or of one that it came of."""
    chain, seen = [], error
    while seen is not None and seen not in chain:
        chain.append(seen)
        seen = seen.__cause__ or seen.__context__
    if any(isinstance(each, InvalidIPAddress) for each in chain):
        return Fault.REFUSED
    for each in chain:
        if isinstance(each, socket.gaierror):
            is_missing = each.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
            return Fault.NO_NAME if is_missing else Fault.NO_RESOLVER
    if deadline.is_over or any(isinstance(each, (requests.Timeout, TimeoutError, Stopped)) for each in chain):
        return Fault.TIMEOUT
    if isinstance(error, requests.exceptions.SSLError):
        return Fault.TLS
    if isinstance(error, (requests.ConnectionError, HTTPError, OSError)) and not isinstance(error, ValueError):
        return Fault.CONNECTION
    return Fault.NOT_WEB if isinstance(error, ValueError) else Fault.CONNECTION
