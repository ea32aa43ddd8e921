"""A letter, and how it is kept while it waits: sealed under the site's secret, so that copies of the database alone
tell neither who gets mail nor what it says."""

import json
from dataclasses import asdict, dataclass, field

from django.conf import settings

from icpr.lib import tokens

PURPOSE = "icpr.outbox"
LONGEST_NAME = 200  # characters of a key
ONCE = "once:"  # begins the key of what an owner is told a single time, however long it stays true


@dataclass(frozen=True)
class Letter:
    """One message to one mailbox.

    key: names the letter; the same key put twice is one mail, for ninety days after it is finished, or with `ONCE` for
    as long as its owner is not erased. owner: whom it belongs to, such as
    "follower:12". Neither holds an address, for both are kept after the letter is sent. purpose: a word by which staff
    count letters. headers: more headers, such as List-Id.
    """

    key: str
    to: str
    subject: str
    text: str
    html: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    purpose: str = ""
    owner: str = ""

    def __post_init__(self):
        """Raises ValueError for a name that cannot be kept."""
        if not self.key or any("@" in name or len(name) > LONGEST_NAME for name in (self.key, self.owner)):
            raise ValueError("A letter's key and owner are short names without addresses.")

    def sealed(self) -> str:
        return tokens.seal(json.dumps(asdict(self)), PURPOSE)


def opened(sealed: str) -> Letter | None:
    """The letter that was sealed; None when it was under another secret."""
    text = tokens.unseal(sealed, PURPOSE)
    return None if text is None else Letter(**json.loads(text))


def address_hashes(address: str) -> list[str]:
    """What is kept of an address after its letter is sent, so that a bounce finds whose it was; then what was kept
    under former secrets. Nobody without the site's secret can tell whether it is of an address they know."""
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [tokens.derived_token(PURPOSE, address.strip().lower(), secret=each) for each in secrets]
