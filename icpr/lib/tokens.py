"""Capability URLs: what a token is made of, how it is stored and compared, and how one that is shown again is sealed.

A token stands for 256 random bits, which no number of tries finds: guessing needs no brake. Stored is its SHA-256
hash; with so many random bits neither salt nor stretching is needed, and finding a row by the hash tells nothing of
the token by its time. What has to be shown again is stored sealed as well (Fernet: AES-CBC with an HMAC), under a key
that the database does not hold: the site's `SECRET_KEY`, or another token, which only its holder brings. Which parts
of an address are tokens the routes say: see `icpr.lib.http.secret_addresses`.
"""

import hashlib
import secrets
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

BYTES = 32
SHAPE = "[A-Za-z0-9_-]{43}"  # a token as a regular expression: 32 bytes in base64url, without padding
HASH_LENGTH = 64  # characters of a hash
SEALED_LENGTH = 200  # characters that hold any sealed token


def new_token() -> str:
    """A token of 43 characters."""
    return secrets.token_urlsafe(BYTES)


def derived_token(purpose: str, value: str, *, secret: str | None = None) -> str:
    """The token of a purpose and a value, always the same, which nobody without the `SECRET_KEY` can tell; or without
    another secret, such as a former one.

    Of an idempotency key it makes a form that is sent twice lead to one address.
    """
    digest = salted_hmac(purpose, value, secret, algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def hash_of(token: str) -> str:
    """What is stored of a token, in 64 hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_same(sent: str, token: str) -> bool:
    """Whether a text that was sent, whatever it is, is the token; takes the same time wherever they differ."""
    return constant_time_compare(sent, token)


def seal(text: str, purpose: str, *, key: str = "") -> str:
    """A text that only the same purpose and key open again. The key is a token or, if none is given, the site's."""
    return _fernet(purpose, key).encrypt(text.encode()).decode()


def unseal(sealed: str, purpose: str, *, key: str = "") -> str | None:
    """The text that was sealed, also under a former secret of the site; None when it was another key."""
    try:
        return _fernet(purpose, key).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def _fernet(purpose: str, key: str) -> MultiFernet:
    keys = [key] if key else [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(f"{purpose}:{each}".encode()).digest() for each in keys)
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])
