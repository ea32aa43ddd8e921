"""The token of a plan's share address, which whoever has the private address may see again, and nobody else."""

import hmac
from base64 import urlsafe_b64encode

from icpr.lib import tokens

PURPOSE = "pillars.plan.share"
FORMER_LENGTH = 64  # hexadecimal digits; what is sealed now is longer


def seal(share_token: str, edit_token: str) -> str:
    """The share token, readable only with the edit token."""
    return tokens.seal(share_token, PURPOSE, key=edit_token)


def unseal(sealed: str, share_hash: str, edit_token: str) -> str | None:
    """The share token that was sealed with this edit token; None when it was sealed with another."""
    if len(sealed) == FORMER_LENGTH:
        return _former(sealed, share_hash, edit_token)
    return tokens.unseal(sealed, PURPOSE, key=edit_token)


def _former(sealed: str, share_hash: str, edit_token: str) -> str | None:
    """As it was sealed until November 2026: a one-time pad, which is an HMAC of the share token's hash.

    No migration can seal it anew, because no database holds an edit token. Replacing either address does.
    """
    pad = hmac.digest(edit_token.encode(), share_hash.encode(), "sha256")
    try:
        opened = bytes(a ^ b for a, b in zip(bytes.fromhex(sealed), pad, strict=True))
    except ValueError:
        return None
    token = urlsafe_b64encode(opened).decode().rstrip("=")
    return token if tokens.hash_of(token) == share_hash else None
