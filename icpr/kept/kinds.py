"""What is told of each kind of thing that is kept at a private address."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest
from django.urls import reverse

from icpr.kept.limits import KeptLimits
from icpr.kept.models import Kept
from icpr.lib import idempotency, tokens


@dataclass(frozen=True)
class KeptKind:
    """One kind: plans, reading lists.

    name: "plan"; its routes and limits begin with it, and its templates stand in the folder of its plural. called: as
    who does not know it is told of it, "Blueprint plan". purpose: of the tokens that are derived for it. seal: a share
    token and a private one → the first, readable only with the second. unseal: what was sealed, the hash of the share
    token and a private token → the share token, or None.
    """

    model: type[Kept]
    name: str
    called: str
    purpose: str
    seal: Callable[[str, str], str]
    unseal: Callable[[str, str, str], str | None]

    @property
    def plural(self) -> str:
        return f"{self.name}s"

    @cached_property
    def limits(self) -> KeptLimits:
        return KeptLimits(self.name)

    def template(self, page: str) -> str:
        return f"{self.plural}/{page}.html"

    def address(self, page: str, token: str) -> str:
        """The path of a page at an address: "" for the private page itself, "addresses", "shared"."""
        return reverse(f"{self.name}-{page}" if page else self.name, args=[token])

    def with_token(self, token: str) -> Kept | None:
        """What is kept at a private address."""
        return self.model._default_manager.filter(edit_hash=tokens.hash_of(token)).first()

    def share_token(self, kept: Kept, token: str) -> str | None:
        """The token of the share address, if there is one and it can be shown to who has this private one."""
        return self.unseal(kept.share_sealed, kept.share_hash, token) if kept.share_hash else None

    def share_path(self, kept: Kept, token: str) -> str:
        """The path of the share page; "" where there is none."""
        shared = self.share_token(kept, token)
        return self.address("shared", shared) if shared else ""

    def derived(self, request: HttpRequest, *what: str) -> str:
        """A token made of the key of the form that was sent, so that sent twice it leads to one."""
        return tokens.derived_token(self.purpose, ":".join((nonce_in(request), *what)))

    def begin(self, request: HttpRequest) -> tuple[str, Kept | None]:
        """A new one and its token, or the one this very form began before; none for who has begun too many."""
        token = self.derived(request)
        kept = self.with_token(token)
        if kept is None and self.limits.may_start(request):
            kept, _ = self.model._default_manager.get_or_create(edit_hash=tokens.hash_of(token))
        return token, kept


def nonce_in(request: HttpRequest) -> str:
    """The idempotency key of a sent form; a new one when it brought none."""
    return idempotency.key_in(request.POST, "nonce") or idempotency.new_key()
