"""The secrets in a plan's addresses: made here, and stored only as hashes.

They are 256 random bits, which no number of tries finds: guessing needs no brake.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from django.conf import settings

BYTES = 32


def new_token() -> str:
    """43 characters that stand for 32 random bytes."""
    return secrets.token_urlsafe(BYTES)


def token_of(nonce: str) -> str:
    """The token of a plan begun with a form that carries this nonce, so that the form sent twice begins one plan."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"icpr.plan:{nonce}".encode(), "sha256")
    return urlsafe_b64encode(digest).decode().rstrip("=")


def delete_token_of(token: str) -> str:
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
