"""The token of a list's share address, which whoever has the private address may see again, and nobody else."""

from icpr.lib import tokens

PURPOSE = "resources.reading_list.share"


def seal(share_token: str, edit_token: str) -> str:
    """The share token, readable only with the edit token."""
    return tokens.seal(share_token, PURPOSE, key=edit_token)


def unseal(sealed: str, share_hash: str, edit_token: str) -> str | None:
    """The share token that was sealed with this edit token; None when it was sealed with another."""
    return tokens.unseal(sealed, PURPOSE, key=edit_token)
