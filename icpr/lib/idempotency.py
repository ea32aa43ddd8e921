"""Idempotency keys: what a form carries so that it counts once, however often it is sent.

Who takes a form keeps its key with what it did, in one transaction: the history of a plan in its changes, all else by a
`Limit` of one (`icpr.limits.throttling`). An address that a form makes is derived from its key: see `icpr.lib.tokens`.
"""

import re
import secrets

from django.http import QueryDict

from icpr.lib.http import keeping

SHAPE = re.compile(r"[A-Za-z0-9_-]{20,40}")
LONGEST = 64  # characters of whatever else was sent


def new_key() -> str:
    """A key that no other form carries, of 22 characters. The page it stands on is kept for nobody else."""
    keeping.leave_out("a form on it has a key of its own")
    return secrets.token_urlsafe(16)


def key_in(form: QueryDict, field: str, *, is_scoped: bool = False) -> str:
    """The key that a form was sent with in this field; "" when it has none, or one that no form of ours carries.

    `is_scoped` is for a key that counts only beside who sent it: then any text is one, because nobody meets another's.
    """
    sent = form.get(field, "")
    return sent[:LONGEST] if is_scoped or SHAPE.fullmatch(sent) else ""
