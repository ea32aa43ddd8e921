"""What a server said of an address, in plain values: nothing here asks the network."""

from dataclasses import dataclass, field
from enum import Enum


class Fault(Enum):
    """Why there was no answer, in words for staff."""

    NO_NAME = "There is no site of this name any more."
    NO_RESOLVER = "The name of the site could not be looked up."
    REFUSED = "It leads to an address inside a network, which is never asked."
    TIMEOUT = "The site did not answer in time."
    TLS = "The certificate of the site is not in order."
    CONNECTION = "The site took no connection, or broke it off."
    REDIRECTS = "It leads from one address to the next without an end."
    NOT_WEB = "This is no address of the web."


@dataclass(frozen=True)
class Hop:
    """A redirect: its code, and the address it leads to."""

    status: int
    to: str


@dataclass(frozen=True)
class Known:
    """What the last good answer said of itself, to ask whether it is still the same (RFC 9110, section 13)."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True)
class Answer:
    """The last answer on the way from an address. url: where it was given. status: None when there was a fault. start:
    the beginning of a page, as text. retry_after: seconds the site asks to be left alone, or None."""

    url: str
    hops: tuple[Hop, ...] = ()
    status: int | None = None
    fault: Fault | None = None
    start: str = ""
    known: Known = field(default_factory=Known)
    retry_after: int | None = None
