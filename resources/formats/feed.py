"""What a feed says, whatever its format: plain facts of a list and of the records on one page of its feed.

Identifiers are `tag:` URIs (RFC 4151) of the permanent number: they name the record and not the place it is found at,
and stay the same when its title, its address or the format of the feed changes.
"""

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.safestring import SafeString

from icpr.lib.text.page_titles import BETWEEN, SITE

FORM = {"limit": 1_000_000, "use": "follow", "is_paged": True, "parameters": ("archive",)}  # it pages by itself
TAGGED_ON = "2026"  # a moment at which the name of the site was ours; it never changes, or all identifiers would


@dataclass(frozen=True, slots=True)
class Category:
    """A word of one of the library's vocabularies: `scheme` is the address of the vocabulary, "" where it has none."""

    term: str
    label: str
    scheme: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One record, or one event of it, as it stands in a feed. Addresses are absolute; `says` is HTML.

    updated: when readers were last told of it. published: when it appeared here; None for what is gone.
    """

    id: str
    url: str
    title: str
    language: str
    updated: datetime
    published: datetime | None
    summary: str
    says: SafeString
    authors: tuple[str, ...] = ()
    categories: tuple[Category, ...] = ()
    official_url: str = ""


@dataclass(frozen=True, slots=True)
class Gone:
    """A record that was in the list and can be seen no more: its identifier, since when, and why."""

    id: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Feed:
    """One document of a feed. Addresses are absolute.

    page: of the list for people. here: of this document. current: of the one that changes, which people follow.
    older, newer: the archive documents beside this one (RFC 5005, 4), following: the next of a paged feed (RFC 5005,
    3); "" for none. updated: of the list as a whole, whichever document this is. note: what readers are told of their
    query.
    """

    id: str
    title: str
    page: str
    here: str
    current: str
    updated: datetime
    entries: list[Entry]
    note: str = ""
    older: str = ""
    newer: str = ""
    following: str = ""
    is_archive: bool = False
    gone: list[Gone] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What it is called where it stands among the feeds of other sites."""
        return f"{self.title}{BETWEEN}{SITE}"


def tag_uri(name: str) -> str:
    """The permanent identifier of what is called `name` on this site, such as "ICPR-000123": letters, digits and the
    signs a query string may hold."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{TAGGED_ON}:{name}"
