"""The secrets in a plan's addresses: made here, stored only as hashes, and slow to guess at."""

import hashlib
import hmac
import secrets
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import OrderedDict
from threading import Lock

from django.conf import settings
from django.http import HttpRequest

BYTES = 32
MOST_CALLERS = 10_000


def new_token() -> str:
    """43 characters that stand for 32 random bytes."""
    return secrets.token_urlsafe(BYTES)


def token_of(nonce: str) -> str:
    """The token of a plan begun with a form that carries this nonce, so that the form sent twice begins one plan."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"icpr.plan:{nonce}".encode(), "sha256")
    return urlsafe_b64encode(digest).decode().rstrip("=")


def farewell_of(token: str) -> str:
    """What the form that deletes a plan carries, so that sent twice it still says that the plan is deleted."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"icpr.plan.delete:{token}".encode(), "sha256").hex()


def hash_of(token: str) -> str:
    """What is stored of a token. It has 256 random bits, so that neither salt nor stretching is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


def seal(share_token: str, edit_token: str) -> str:
    """The share token, readable only with the edit token, so that the plan's page can show it again.

    One-time pad: the key is an HMAC of the share token's own hash, new for each share token.
    """
    pad = hmac.digest(edit_token.encode(), hash_of(share_token).encode(), "sha256")
    return bytes(a ^ b for a, b in zip(_bytes(share_token), pad, strict=True)).hex()


def unseal(sealed: str, share_hash: str, edit_token: str) -> str:
    """The share token that was sealed with this edit token."""
    pad = hmac.digest(edit_token.encode(), share_hash.encode(), "sha256")
    opened = bytes(a ^ b for a, b in zip(bytes.fromhex(sealed), pad, strict=True))
    return urlsafe_b64encode(opened).decode().rstrip("=")


def _bytes(token: str) -> bytes:
    return urlsafe_b64decode(token + "=")


def caller(request: HttpRequest) -> str:
    """Who asks: the address the server sees, or the one the trusted proxy in front of it saw."""
    if settings.BEHIND_PROXY and (passed_on := request.headers.get("X-Forwarded-For")):
        return passed_on.rpartition(",")[2].strip()[:64]
    return request.META.get("REMOTE_ADDR", "")


class Throttle:
    """Counts what each caller does, in this process alone, and says when it is too much.

    `most` in `seconds` is allowed. Of ten thousand callers remembered the longest silent is forgotten first.
    """

    def __init__(self, most: int, seconds: int):
        self.most, self.seconds = most, seconds
        self._times: OrderedDict[str, list[float]] = OrderedDict()
        self._lock = Lock()

    def is_over(self, request: HttpRequest) -> bool:
        with self._lock:
            return len(self._recent(caller(request))) >= self.most

    def count(self, request: HttpRequest) -> None:
        with self._lock:
            who = caller(request)
            recent = self._recent(who)
            self._times.pop(who, None)
            self._times[who] = [*recent, time.monotonic()][-self.most :]
            while len(self._times) > MOST_CALLERS:
                self._times.popitem(last=False)

    def clear(self) -> None:
        """Begin anew, as a restarted process does."""
        with self._lock:
            self._times.clear()

    def _recent(self, who: str) -> list[float]:
        return [at for at in self._times.get(who, ()) if at > time.monotonic() - self.seconds]


misses = Throttle(30, 60)
mails = Throttle(5, 3_600)
starts = Throttle(200, 3_600)  # a full room behind one address may all start a plan
